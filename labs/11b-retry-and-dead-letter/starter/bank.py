"""The bank, which takes payouts. Given."""

import http.client
import json
import os
import urllib.error
import urllib.request


class Busy(Exception):
    """The bank cannot do it now. Another attempt may work."""


class Refused(Exception):
    """The bank will never do this one, however often it is asked."""


def pay(event):
    """Hands the payout to the bank; returns once it is paid.

    The bank recognises the payout by its `event_id`: asked for the same one again, it pays it once.

    Raises Busy (503, or no answer) or Refused (any other error, and at once where there is nothing to pay).
    """
    if event["data"]["cents"] <= 0:
        raise Refused("there is nothing to pay")
    body = {"event_id": event["event_id"], **event["data"]}
    request = urllib.request.Request(
        os.environ["BANK_URL"], json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        urllib.request.urlopen(request, timeout=30).close()
    except urllib.error.HTTPError as error:
        if error.code == 503:
            raise Busy(f"the bank answered {error.code}") from error
        raise Refused(f"the bank answered {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        raise Busy(f"the bank did not answer: {error}") from error
