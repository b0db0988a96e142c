//! The map and a lesson.

use crate::web::error::WebError;
use crate::web::markdown::{self, Renderer};
use crate::web::view::chrome::{Chrome, EngineView, ProgressView};
use crate::web::view::lesson::{Answer, Block, Choice, Explained, LessonView, PredictBlock, RunBlock};
use crate::web::view::map::{LabLink, LessonRow, MapView, Part, Welcome};
use crate::web::view::{Link, Standing};

pub(crate) fn chrome(nonce: String) -> Chrome {
    let progress = ProgressView {
        done: 1,
        total: 23,
        rules: Some((12, 7)),
        next: Some(Link::new("lab 5, stage b", "/labs/05-first-producer")),
    };
    Chrome { nonce, engine: EngineView::Ready { what: "Kafka 4.3.1, local JVM".to_owned() }, progress }
}

pub(crate) fn engine_steps() -> Vec<EngineView> {
    vec![
        EngineView::Preparing { step: "Fetching Kafka".to_owned(), bytes: Some((12_000_000, 55_400_000)) },
        EngineView::Ready { what: "Kafka 4.3.1, local JVM".to_owned() },
    ]
}

const PARTS: [(&str, &str, &[(u32, &str, &str)]); 5] = [
    (
        "0",
        "Start",
        &[(
            0,
            "Build your Kafka skill",
            "Make the skill that the whole course fills with rules that were proved.",
        )],
    ),
    (
        "A",
        "Foundations of events",
        &[
            (
                1,
                "From request-response to events",
                "Tell the three couplings apart, and take the ones out that hurt.",
            ),
            (2, "Event-driven concepts", "Design events as facts that any reader can use."),
            (3, "How Kafka works", "Predict where a record goes and who reads it."),
        ],
    ),
    (
        "B",
        "Kafka core",
        &[
            (
                4,
                "Kafka on Kubernetes with Strimzi",
                "Write manifests that the operator sees as you mean them.",
            ),
            (5, "Your first producer", "Send records that arrive, and know when one did not."),
            (6, "Reliable producers", "Choose acks, retries and idempotence, and say what each costs."),
            (7, "Consume without losing a task", "Commit after the work, and survive a crash."),
            (8, "Rebalancing", "Hand partitions over without a gap or an overlap."),
        ],
    ),
    (
        "C",
        "Production patterns",
        &[
            (9, "Event envelopes", "Carry identity, time and cause with every event."),
            (10, "Schemas with Avro", "Change a schema without stopping a reader."),
        ],
    ),
    (
        "G",
        "Working with AI, and a capstone",
        &[(22, "Capstone", "Build a service from a specification, with the skill at hand.")],
    ),
];

pub(crate) fn map() -> MapView {
    let parts = PARTS
        .iter()
        .map(|(letter, title, lessons)| Part {
            letter: (*letter).to_owned(),
            title: (*title).to_owned(),
            lessons: lessons.iter().map(|(n, title, promise)| row(*n, title, promise)).collect(),
        })
        .collect();
    let welcome = Welcome {
        fetched: vec![
            "Kafka 4.3.1, 55.4 MB".to_owned(),
            "Java 25, 35.0 MB".to_owned(),
            "Python packages, 12.1 MB".to_owned(),
        ],
        start: Link::new("Open lesson 0", "/lessons/00-build-your-skill"),
    };
    MapView { welcome: Some(welcome), parts }
}

fn row(number: u32, title: &str, promise: &str) -> LessonRow {
    let there = matches!(number, 0 | 5);
    let slug = if number == 0 { "00-build-your-skill" } else { "05-first-producer" };
    let standing = match number {
        0 => Standing::Done,
        5 => Standing::Begun,
        _ => Standing::Missing,
    };
    LessonRow {
        number,
        title: title.to_owned(),
        promise: promise.to_owned(),
        minutes: there.then(|| "read 20, lab 30, reflect 10 min".to_owned()),
        standing,
        href: there.then(|| format!("/lessons/{slug}")),
        labs: if there {
            vec![LabLink { link: Link::new("Lab", format!("/labs/{slug}")), standing }]
        } else {
            Vec::new()
        },
    }
}

const TEXT: &str = "## The problem\n\nA program hands a record to `produce()` and goes on. The record is in a **queue** in the program's own memory, \
not in Kafka. A background thread sends it, some milliseconds later.\n\nThink of a post box: dropping the letter in is quick, and says nothing about its arrival.\n\n\
| Way | Waits | Knows |\n|---|---|---|\n| fire and forget | never | nothing |\n| wait for each | for every record | at once |\n| callbacks | at the end | for every record |\n\n\
## Keys and order\n\nThe key decides the partition, and a partition keeps its order. See [the protocol guide](https://kafka.apache.org/protocol).\n\n\
1. serialise the value\n2. choose the key by what must stay in order\n3. ask for the delivery report\n\n```python\nproducer.produce(\"task-created\", key=task[\"id\"], value=json.dumps(task))\n```\n\n\
> A program that exits with records queued exits with status 0.\n\n### What is checked\n\nThe log.\n";

pub(crate) fn lesson(slug: &str) -> Option<LessonView> {
    let (number, title) = match slug {
        "00-build-your-skill" => (0, "Build your Kafka skill"),
        "05-first-producer" => (5, "Your first producer"),
        _ => return None,
    };
    let mut renderer = Renderer::default();
    let first = Block::Text { html: renderer.render(TEXT) };
    let run = RunBlock {
        id: "first-record".to_owned(),
        language: "python".to_owned(),
        code: "import os\nfrom confluent_kafka import Producer\n\nproducer = Producer({\"bootstrap.servers\": os.environ[\"KAFKA_BOOTSTRAP_SERVERS\"]})\n\
producer.produce(\"hello\", key=\"a\", value=\"first\")\nprint(\"queued:\", len(producer))\nproducer.flush()\nprint(\"queued:\", len(producer))\n"
            .to_owned(),
        expected: Some("queued: 1\nqueued: 0\n".to_owned()),
    };
    let last = Block::Text {
        html: renderer.render("## What to remember\n\nNever infer delivery from the exit status.\n"),
    };
    Some(LessonView {
        slug: slug.to_owned(),
        number,
        title: title.to_owned(),
        promise: "Send records that arrive, and know when one did not.".to_owned(),
        minutes: Some("read 20, lab 30, reflect 10 min".to_owned()),
        contents: renderer.headings(),
        blocks: vec![first, Block::Run(run), Block::Predict(question()), last],
        lab: Some(Link::new(title, format!("/labs/{slug}"))),
        previous: (number == 5).then(|| Link::new("Build your Kafka skill", "/lessons/00-build-your-skill")),
        next: (number == 0).then(|| Link::new("Your first producer", "/lessons/05-first-producer")),
    })
}

fn question() -> PredictBlock {
    let choice = |id: &str, text: &str| Choice { id: id.to_owned(), text: text.to_owned() };
    PredictBlock {
        id: "no-flush".to_owned(),
        question_html: markdown::render(
            "A program queues three records and ends without `flush()`. How many are in the log?",
        ),
        options: vec![
            choice("three", "Three: produce() had sent them"),
            choice("none", "None: they were in the queue"),
            choice("one", "One: the first goes at once"),
        ],
        answer: None,
    }
}

pub(crate) fn predicted(lesson: &str, block: &str, choice: &str) -> Result<PredictBlock, WebError> {
    let question = question();
    if block != question.id || self::lesson(lesson).is_none() {
        return Err(WebError::NoPage);
    }
    let why = [
        "The call returned before anything was on the wire.",
        "The program ended before its thread had a connection.",
        "No record is special: all wait for the connection.",
    ];
    let options = question.options.iter().zip(why).map(|(option, why)| Explained {
        text: option.text.clone(),
        why: why.to_owned(),
        chosen: option.id == choice,
        right: option.id == "none",
    });
    let answer = Answer {
        right: choice == "none",
        evidence: "The end offsets of hello are 0, 0 and 0; the program's exit status is 0.".to_owned(),
        options: options.collect(),
    };
    Ok(PredictBlock { answer: Some(answer), ..question })
}
