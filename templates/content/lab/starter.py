"""‹What the program does, and what is to be written.›"""

import json
import os


def main():
    with open(os.environ["ENTRIES_FILE"], encoding="utf-8") as entries:
        for entry in map(json.loads, entries):
            print(json.dumps({"read": entry["id"]}), flush=True)


if __name__ == "__main__":
    main()
