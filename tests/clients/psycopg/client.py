"""What a program may do with psycopg, through whatever DATABASE_URL leads to. Prints what came back."""

import os

import psycopg

url = os.environ["DATABASE_URL"]

with psycopg.connect(url) as connection:
    connection.execute("CREATE TABLE note (id serial PRIMARY KEY, text text NOT NULL)")
    connection.commit()

    # One statement, prepared by the server and run again and again.
    for n in range(3):
        connection.execute("INSERT INTO note (text) VALUES (%s)", [f"prepared {n}"], prepare=True)
    connection.commit()

    # A pipeline: nothing is waited for until its end, the commit neither.
    with connection.pipeline():
        for n in range(100):
            connection.execute("INSERT INTO note (text) VALUES (%s)", [f"pipelined {n}"])
        connection.commit()

    # Longer than what the proxy keeps of a message, in both directions.
    long = "ä" * 1_000_000
    connection.execute("INSERT INTO note (text) VALUES (%s)", [long])
    connection.commit()
    assert connection.execute("SELECT text FROM note WHERE length(text) = 1000000").fetchone()[0] == long

    # COPY in and out.
    with connection.cursor() as cursor:
        with cursor.copy("COPY note (text) FROM STDIN") as copy:
            for n in range(1000):
                copy.write_row([f"copied {n}"])
        connection.commit()
        with cursor.copy("COPY (SELECT text FROM note WHERE text LIKE 'copied%') TO STDOUT") as copy:
            assert sum(1 for _ in copy.rows()) == 1000

    # A cursor that the server keeps.
    with connection.cursor(name="all") as cursor:
        cursor.itersize = 100
        cursor.execute("SELECT id FROM note")
        print(sum(1 for _ in cursor))
    connection.rollback()

    # What fails is undone, and what COMMIT then does is ROLLBACK.
    connection.execute("INSERT INTO note (text) VALUES ('undone')")
    try:
        connection.execute("INSERT INTO note (text) VALUES (NULL)")
    except psycopg.errors.NotNullViolation:
        connection.rollback()

    # A savepoint is no transaction.
    with connection.transaction():
        connection.execute("INSERT INTO note (text) VALUES ('kept')")
        try:
            with connection.transaction():
                connection.execute("INSERT INTO note (text) VALUES ('lost')")
                raise psycopg.Rollback()
        except psycopg.Rollback:
            pass

# Several statements in one message, and one that commits by itself.
with psycopg.connect(url, autocommit=True) as connection:
    connection.execute("BEGIN; INSERT INTO note (text) VALUES ('one'); INSERT INTO note (text) VALUES ('two'); COMMIT")
    connection.execute("UPDATE note SET text = 'three' WHERE text = 'two'")
    connection.execute("SELECT 1")
    connection.execute("SELECT pg_notify('heard', 'x')")

try:
    psycopg.connect(url, sslmode="require")
except psycopg.OperationalError as error:
    print("declined" if "does not support SSL" in str(error) else error)
