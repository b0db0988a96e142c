//! Records that are not what a lab asks for: not JSON, without a key, a megabyte, nothing at all.

use insta::assert_snapshot;

use crate::harness::Home;

const PROGRAM: &str = r#"
import os
from confluent_kafka import Producer

producer = Producer(
    {"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "message.max.bytes": 2_000_000}
)
producer.produce("letter-sent", value=b"no JSON")
producer.produce("letter-sent", key=b"\xff\x00", value=b"\xfe\xff")
producer.produce("letter-sent", key="letter-01", value=b'{"id": "letter-01", "text": "' + b"x" * 1_000_000 + b'"}')
producer.produce("letter-sent", key="letter-02", value=None)
producer.produce("letter-sent", key="", value="", headers={"why": b"\xff"})
producer.flush()
"#;

#[test]
fn odd_records_are_told_apart_and_can_be_looked_at() {
    let home = Home::of_fixture();
    let folder = home.program("sender.py", PROGRAM);
    assert_snapshot!(home.run(["grade", "1", "--dir", &folder]).result(), @"
    status 1
    failed: 0 of 3 checks held

    Two letters are sent
      ✗ Records that are no letters: (none), 0xff00, (empty)
        expected  2 lines of letters, each once among the records in letter-sent
        got       3 extra ((none), 0xff00, (empty))
        see       letter-sent-0@0 · letter-sent-0@1 · letter-sent-0@4
                  kafka-workbench show [DIR]/home/attempts/[ATTEMPT-1].json letter-sent-0@0
        next      What was sent besides?
      ✗ 5 of 5 records without their letter's id as key
      ✗ 5 of 5 records are no letters

    Send two letters, seed 0, [TIME] of the program, [TIME] of the workbench, [TIME] until Kafka was there
    The attempt is kept in [DIR]/home/attempts/[ATTEMPT-1].json
    ");

    let [bundle] = home.entries("attempts").try_into().unwrap();
    let bundle = home.path().join("attempts").join(bundle);
    assert!(bundle.metadata().unwrap().len() < 1 << 20, "a long value is kept in part");
    let show = |offset: usize| {
        let place = format!("letter-sent-0@{offset}");
        home.run(["show", &bundle.display().to_string(), &place]).result()
    };
    assert_snapshot!(show(0), @r#"
    status 0
    letter-sent-0@0 in stage `send`
      key        (none)
      value      "no JSON"
                 text, 7 bytes
      timestamp  [MOMENT]
      outcome    committed
      producer   id -1, epoch -1, sequence -1
    "#);
    assert_snapshot!(show(1), @r#"
    status 0
    letter-sent-0@1 in stage `send`
      key        0xff00
      value      "0xfeff"
                 bytes, 2 bytes
      timestamp  [MOMENT]
      outcome    committed
      producer   id -1, epoch -1, sequence 0
    "#);
    let x = regex::Regex::new("x{99,}").unwrap();
    assert_snapshot!(x.replace(&show(2), "[MANY x]"), @r#"
    status 0
    letter-sent-0@2 in stage `send`
      key        letter-01
      value      "{\"id\": \"letter-01\", \"text\": \"[MANY x]…"
                 text, 1000031 bytes
      timestamp  [MOMENT]
      outcome    committed
      producer   id -1, epoch -1, sequence -1
    "#);
    assert_snapshot!(show(3), @"
    status 0
    letter-sent-0@3 in stage `send`
      key        letter-02
      value      null
                 null, 0 bytes
      timestamp  [MOMENT]
      outcome    committed
      producer   id -1, epoch -1, sequence -1
    ");
    assert_snapshot!(show(4), @r#"
    status 0
    letter-sent-0@4 in stage `send`
      key        (empty)
      value      ""
                 text, 0 bytes
      timestamp  [MOMENT]
      header     why: 0xff
      outcome    committed
      producer   id -1, epoch -1, sequence 0
    "#);
}
