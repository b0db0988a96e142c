//! A lab, a run and its verdict.

use crate::web::markdown;
use crate::web::page::files::digest;
use crate::web::view::job::{JobView, LineKind, News, OutputLine, Phase};
use crate::web::view::lab::{AttemptRow, CheckLine, FileView, Hints, LabView, StageView};
use crate::web::view::record::RecordView;
use crate::web::view::verdict::{
    AttemptView, Cite, Death, FailureView, LooksLike, Outcome, TraceLine, VerdictView,
};
use crate::web::view::{Link, Standing};

const CODE: &str = "\"\"\"Publishes each task of $TASKS_FILE to the topic task-created.\"\"\"\nimport json\nimport os\n\nfrom confluent_kafka import Producer\n\n\
producer = Producer({\"bootstrap.servers\": os.environ[\"KAFKA_BOOTSTRAP_SERVERS\"]})\n\nwith open(os.environ[\"TASKS_FILE\"]) as tasks:\n    for line in tasks:\n        task = json.loads(line)\n        # TODO: send the task, with its id as the key\n        producer.produce(\"task-created\", value=json.dumps(task))\n";

pub(crate) fn lab(slug: &str) -> Option<LabView> {
    if !["00-build-your-skill", "05-first-producer"].contains(&slug) {
        return None;
    }
    let file = |path: &str, text: &str, editable| FileView {
        path: path.to_owned(),
        text: text.to_owned(),
        editable,
        base: digest(text),
    };
    let row = |id: &str, when: &str, outcome: &str, class, headline: &str| AttemptRow {
        link: Link::new(headline, format!("/attempts/{id}")),
        when: when.to_owned(),
        outcome: outcome.to_owned(),
        class,
    };
    Some(LabView {
        slug: slug.to_owned(),
        title: "Your first producer".to_owned(),
        lesson: Link::new("Lesson 5: Your first producer", "/lessons/05-first-producer"),
        standing: Standing::Begun,
        limit: "40 s".to_owned(),
        folder: "~/.local/share/kafka-workbench/labs/05-first-producer".to_owned(),
        stages: vec![
            stage(
                "arrive",
                1,
                "three tasks arrive",
                "The file named in `TASKS_FILE` holds three tasks, one JSON object a line. Publish each to `task-created`, with its `id` as the key, and print one JSON line for each delivery: `{\"id\", \"partition\", \"offset\"}`.\n\nThe topic has **3 partitions**.",
                Standing::Done,
            ),
            stage(
                "slow",
                2,
                "the network is slow",
                "The same, while every answer to Metadata comes **300 ms** late.",
                Standing::Begun,
            ),
            stage(
                "refused",
                3,
                "a record is refused",
                "One title is **20 kB** long; the topic takes **10 kB**. The program must end with a status other than 0 and say which task it was.",
                Standing::New,
            ),
        ],
        files: vec![
            file("producer.py", CODE, true),
            file("README.md", "# Given\n\nThe tasks are in `tasks.jsonl`.\n", false),
        ],
        job: None,
        verdict: Some(failed()),
        attempts: vec![
            row(
                "a3",
                "21 November 2026, 14:03",
                "failed",
                "tag--broken",
                "task-002 and task-003 are not in the log",
            ),
            row(
                "a2",
                "21 November 2026, 13:58",
                "not graded",
                "tag--amber",
                "The broker stopped during the run",
            ),
            row(
                "a1",
                "21 November 2026, 13:51",
                "failed",
                "tag--broken",
                "producer ended with exit status 1",
            ),
        ],
    })
}

fn stage(id: &str, number: usize, title: &str, goal: &str, standing: Standing) -> StageView {
    let check = |id: &str, says: &str| CheckLine { id: id.to_owned(), says: says.to_owned() };
    StageView {
        id: id.to_owned(),
        number,
        title: title.to_owned(),
        goal_html: markdown::render(goal),
        checks: vec![
            check("three-records", "Every task of the file is in task-created, once"),
            check("key-is-id", "The key of each record is the task's id"),
            check("utc-times", "created_at is RFC 3339 in UTC"),
            check(
                "reports-match-log",
                "Each delivery that was printed is in the log at that partition and offset",
            ),
        ],
        hints: hints(4, usize::from(number == 2)),
        open: standing == Standing::Begun,
        standing,
    }
}

pub(crate) fn hints(total: usize, shown: usize) -> Hints {
    let texts = [
        "Look at the end of the program: what is still in the queue when it ends?",
        "Print `len(producer)` in the last line.",
        "`Producer.flush`",
        "```python\nproducer.flush()\n```",
    ];
    Hints {
        shown_html: texts.iter().take(shown.min(total)).map(|text| markdown::render(text)).collect(),
        total,
    }
}

pub(crate) fn job() -> JobView {
    JobView {
        id: "1".to_owned(),
        back: Link::new("Your first producer", "/labs/05-first-producer"),
        lab: Some("05-first-producer".to_owned()),
        phases: phases(2),
        output: Vec::new(),
        attempt: None,
    }
}

fn phases(count: usize) -> Vec<Phase> {
    let all = [
        ("starting", "0.1 s"),
        ("running the program", "3.2 s"),
        ("reading the log", "0.2 s"),
        ("verdict", "0.0 s"),
    ];
    let last = count.min(all.len() + 1);
    all.iter()
        .take(last)
        .enumerate()
        .map(|(n, (words, took))| Phase {
            words: (*words).to_owned(),
            took: (n + 1 < last || count > all.len()).then(|| (*took).to_owned()),
        })
        .collect()
}

pub(crate) fn news() -> Vec<News> {
    let line = |kind, text: &str| OutputLine { kind, text: text.to_owned() };
    vec![
        News::Phases(phases(1)),
        News::Phases(phases(2)),
        News::Output {
            lines: vec![
                line(LineKind::Out, "{\"id\": \"task-001\", \"partition\": 1, \"offset\": 0}"),
                line(LineKind::Err, "%4|warning|rdkafka#producer-1| [thrd:main]: <b>not bold</b>"),
            ],
            seen: 2,
        },
        News::Over { phases: phases(5), attempt: Some("a3".to_owned()) },
    ]
}

fn failed() -> VerdictView {
    let record =
        |text: &str| Cite { text: text.to_owned(), href: Some(format!("/attempts/a3/records/{text}")) };
    let first = FailureView {
        check: "three-records".to_owned(),
        says: "Every task of the file is in task-created, once".to_owned(),
        headline: "task-002 and task-003 are not in the log".to_owned(),
        expected: "3 tasks in task-created: task-001, task-002, task-003".to_owned(),
        got: "1: task-001. The program ended with exit status 0, 12 ms after its last produce()".to_owned(),
        cites: vec![record("task-created-1@0"), Cite { text: "producer line 1".to_owned(), href: None }],
        next: Some("Where are the records between produce() and the log, and who waits for them?".to_owned()),
        looks_like: Some(LooksLike {
            title: "Ends without flush".to_owned(),
            story_html: markdown::render(
                "`produce()` puts a record in a queue. The program ended while two were still in it, and a program that ends takes its queue along.",
            ),
            open: false,
        }),
    };
    let second = FailureView {
        check: "key-is-id".to_owned(),
        says: "The key of each record is the task's id".to_owned(),
        headline: "task-created-1@0 has no key".to_owned(),
        expected: "key task-001".to_owned(),
        got: "no key".to_owned(),
        cites: vec![record("task-created-1@0")],
        next: Some("What decides which partition a record goes to?".to_owned()),
        looks_like: None,
    };
    VerdictView {
        attempt: "a3".to_owned(),
        lab: "05-first-producer".to_owned(),
        outcome: Outcome::Failed { held: 5, total: 7 },
        death: None,
        first: Some(first),
        others: vec![second],
        held: vec![
            "created_at is RFC 3339 in UTC".to_owned(),
            "Each delivery that was printed is in the log at that partition and offset".to_owned(),
        ],
        not_reached: vec![(
            "A record that is refused ends the program with a status other than 0".to_owned(),
            "Stage 3 runs when stage 2 holds.".to_owned(),
        )],
        not_judged: Vec::new(),
        not_proved: None,
        offer: None,
    }
}

pub(crate) fn attempt(id: &str) -> Option<AttemptView> {
    let verdict = match id {
        "a1" => VerdictView {
            attempt: id.to_owned(),
            outcome: Outcome::Failed { held: 0, total: 7 },
            death: Some(Death {
                how: "producer ended with exit status 1".to_owned(),
                lines: ["Traceback (most recent call last):", "  File \"producer.py\", line 12, in <module>", "    producer.produce(\"task-created\", key=task.id)", "AttributeError: 'dict' object has no attribute 'id'"]
                    .iter()
                    .map(|text| TraceLine { text: (*text).to_owned(), place: text.contains("line 12").then(|| "producer.py:12".to_owned()) })
                    .collect(),
            }),
            held: Vec::new(),
            ..failed()
        },
        "a2" => VerdictView {
            attempt: id.to_owned(),
            outcome: Outcome::NotGraded { fault: "broker fault".to_owned(), why: "The broker stopped answering while the program ran. Files are as they were; Check again starts a new one.".to_owned() },
            first: None,
            others: Vec::new(),
            held: Vec::new(),
            not_reached: Vec::new(),
            ..failed()
        },
        "a3" => failed(),
        "a4" => VerdictView {
            attempt: id.to_owned(),
            outcome: Outcome::Passed,
            first: None,
            others: Vec::new(),
            not_reached: Vec::new(),
            not_judged: vec![("A record survives the loss of a broker".to_owned(), "This engine has one broker.".to_owned())],
            not_proved: Some("That records survive the loss of a broker: there was one. Lesson 13 has three.".to_owned()),
            offer: Some(Link::new("See what this adds to the skill", "/skill")),
            ..failed()
        },
        _ => return None,
    };
    Some(AttemptView {
        lab: Link::new("Your first producer", "/labs/05-first-producer"),
        when: "21 November 2026, 14:03".to_owned(),
        bundle: format!("~/.local/share/kafka-workbench/attempts/{id}.json"),
        verdict,
    })
}

pub(crate) fn record(attempt: &str, coordinate: &str) -> Option<RecordView> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    (coordinate == "task-created-1@0").then(|| RecordView {
        attempt: attempt.to_owned(),
        coordinate: coordinate.to_owned(),
        fields: vec![field("Key", "none"), field("Time", "2026-11-21T13:03:11.204Z, log append"), field("Headers", "none"), field("Producer id", "none: not idempotent"), field("Outcome", "committed")],
        value: "{\n  \"id\": \"task-001\",\n  \"title\": \"Buy groceries\",\n  \"created_at\": \"2026-11-21T13:00:00Z\"\n}".to_owned(),
        command: format!("kafka-workbench show ~/.local/share/kafka-workbench/attempts/{attempt}.json {coordinate}"),
    })
}
