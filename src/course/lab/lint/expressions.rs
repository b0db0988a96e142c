//! Conditions can be compiled, and ask for what the evidence has.

use super::{File, sources};
use crate::course::lab::{Before, Each, FaultOn, Lab, Pick, Step, Trap, Verb};
use crate::course::{At, Diagnostic};
use crate::evidence::cel::{Complaint, Condition};
use crate::evidence::shape::Shape;
use crate::evidence::{CALL, Deliveries, Source};

pub(super) fn lint(lab: &Lab, file: &File<'_>, found: &mut Vec<Diagnostic>) {
    for check in &lab.spec.checks {
        let lint = |found: &mut _| Expressions { lab, file, found }.verb(&check.holds, &check.id);
        match (&check.uses, check.holds.is_nothing()) {
            (None, true) => {
                let message =
                    format!("check `{}` says neither what `holds` nor which check to `use`", *check.id);
                found.push(file.at(&check.id, message));
            }
            _ => file.of_check(check, found, lint),
        }
    }
    let mut expressions = Expressions { lab, file, found };
    for when in lab.spec.services.values().flat_map(|s| &s.answers).filter_map(|a| a.when.as_ref()) {
        expressions.alone(when, CALL);
    }
    for step in lab.spec.stages.iter().flat_map(|stage| lab.steps(stage)) {
        match &**step {
            Step::Wait(wait) => {
                if let Some(until) = &wait.until {
                    expressions.expression(until, None);
                }
            }
            Step::Produce(produce) => {
                if let Some(key) = &produce.key {
                    expressions.expression(key, Some(&Source::Given(produce.data.value.clone())));
                }
            }
            Step::Service(service) => {
                for when in service.answers.iter().flatten().filter_map(|answer| answer.when.as_ref()) {
                    expressions.alone(when, CALL);
                }
            }
            Step::Fault(fault) => expressions.requests(&fault.on),
            Step::Http(http) => {
                if let (Some(each), Some(data)) = (&http.each, &http.data) {
                    expressions.expression(each, Some(&Source::Given(data.value.clone())));
                }
            }
            Step::Experiment(experiment) => {
                if let Some(chosen_by) = &experiment.chosen_by {
                    expressions.expression(chosen_by, None);
                }
            }
            _ => {}
        }
        for trap in step.traps() {
            match &**trap {
                Trap::Request(request) => expressions.requests(&request.on),
                Trap::Fact(fact) => expressions.expression(fact, None),
                Trap::Effect(effect) => {
                    if let Some(only) = &effect.only {
                        expressions.alone(only, CALL);
                    }
                }
                Trap::Sql(_) => {}
            }
        }
    }
}

struct Expressions<'a> {
    lab: &'a Lab,
    file: &'a File<'a>,
    found: &'a mut Vec<Diagnostic>,
}

impl Expressions<'_> {
    fn verb(&mut self, verb: &Verb, check: &At<String>) {
        match verb {
            Verb::Count(v) => {
                self.items(&v.of, v.only.as_ref(), &[], check);
                let exact = usize::from(v.is.is_some());
                let range = usize::from(v.at_least.is_some() || v.at_most.is_some());
                if exact + range != 1 {
                    let message = "count takes `is`, or `at_least` and `at_most` or one of them";
                    self.found.push(self.file.at(check, message));
                }
            }
            Verb::Each(v) => self.each(v, check),
            Verb::Unique(v) => self.items(&v.of, v.only.as_ref(), &[&v.by], check),
            Verb::Same(v) => {
                self.pick(&v.left, check);
                self.pick(&v.right, check);
            }
            Verb::Within(v) => {
                self.pick(&v.inner, check);
                self.pick(&v.outer, check);
            }
            Verb::Ordered(v) => self.items(&v.of, v.only.as_ref(), &[&v.by, &v.value], check),
            Verb::Constant(v) => self.items(&v.of, v.only.as_ref(), &[&v.by, &v.value], check),
            Verb::Disjoint(v) => self.items(&v.of, v.only.as_ref(), &[&v.by, &v.from, &v.to], check),
            Verb::Before(v) => {
                for (pick, at) in v.sides() {
                    self.items(&pick.of, pick.only.as_ref(), &[&pick.by], check);
                    self.moment(pick, at, check);
                }
            }
            Verb::Claims(v) => self.items(&v.of, v.only.as_ref(), &[&v.by, &v.condition], check),
            Verb::Path(v) => {
                self.items(&v.of, v.only.as_ref(), &[&v.by, &v.state], check);
                if v.legal.is_empty() || v.legal.iter().any(|way| way.is_empty()) {
                    let message = "path takes at least one legal way, and a way at least one state";
                    self.found.push(self.file.at(check, message));
                }
            }
            Verb::Fact(v) => {
                self.expression(&v.that, None);
                for shown in &v.shows {
                    self.expression(shown, None);
                }
            }
            Verb::All(verbs) => {
                for verb in verbs {
                    self.verb(verb, check);
                }
            }
        }
    }

    fn each(&mut self, each: &Each, check: &At<String>) {
        let asked: Vec<&At<String>> = each.holds.iter().collect();
        self.items(&each.of, each.only.as_ref(), &asked, check);
        if each.holds.is_some() == each.fits.is_some() {
            self.found.push(self.file.at(check, "each takes either `holds` or `fits`"));
        }
        if let Some(schema) = &each.fits
            && let Err(error) = jsonschema::validator_for(schema)
        {
            let at = error.instance_path();
            self.found.push(self.file.at(schema, format!("this is no JSON Schema: at {at}: {error}")));
        }
    }

    /// When an item of `pick` came: by `at`, else by a field of that name, which not every source has.
    fn moment(&mut self, pick: &Pick, at: Option<&At<String>>, check: &At<String>) {
        match at {
            Some(at) => self.expression(at, Some(&pick.of)),
            None if pick.of.shape().field(Before::AT).is_err() => {
                let message = format!("what of {} is its moment: they have no field `at`", pick.of.noun());
                let help = "write `first_at` or `second_at`, an expression that gives it";
                self.found.push(self.file.at(check, message).help(help));
            }
            None => {}
        }
    }

    fn pick(&mut self, pick: &Pick, check: &At<String>) {
        self.items(&pick.of, pick.only.as_ref(), &[&pick.by], check);
    }

    fn items(&mut self, of: &Source, only: Option<&At<String>>, asked: &[&At<String>], check: &At<String>) {
        self.source(of, check);
        for expression in only.iter().copied().chain(asked.iter().copied()) {
            self.expression(expression, Some(of));
        }
    }

    fn source(&mut self, source: &Source, check: &At<String>) {
        if let Source::Deliveries(deliveries) = source {
            return self.deliveries(deliveries, check);
        }
        sources::lint(self.lab, source, check, self.file, self.found);
    }

    /// Expressions inside a source have no place of their own: the check is named, and the expression shown.
    fn deliveries(&mut self, deliveries: &Deliveries, check: &At<String>) {
        let Some(work) = &deliveries.effect else { return };
        let effects = Source::Effects(work.service.clone());
        self.source(&effects, check);
        let records = Source::Records(deliveries.topic.clone());
        let asked =
            [(Some(&work.by), &effects), (work.only.as_ref(), &effects), (Some(&work.record), &records)];
        for (text, of) in asked.into_iter().filter_map(|(text, of)| Some((text?, of))) {
            let complaints = match Condition::compile(text) {
                Ok(condition) => condition.lint_alone(of.shape()),
                Err(complaint) => vec![complaint],
            };
            for complaint in complaints {
                let diagnostic = self.file.at(check, format!("in `{text}`: {}", complaint.message));
                self.found.push(match &complaint.name {
                    Some(name) => diagnostic.did_you_mean(name, complaint.known.iter().map(String::as_str)),
                    None => diagnostic,
                });
            }
        }
    }

    fn expression(&mut self, text: &At<String>, of: Option<&Source>) {
        let complaints = match Condition::compile(text) {
            Ok(condition) => {
                // An item may have a field of that name.
                let own = |root| of.is_some_and(|of| of.shape().field(root).is_ok());
                for part in sources::OF_SOME {
                    if condition.reads(part) && !own(part) {
                        sources::part(self.lab, part, text, self.file, self.found);
                    }
                }
                for part in sources::NAMED.into_iter().filter(|part| !own(part)) {
                    self.names(part, &condition, text);
                }
                condition.lint(of.map(Source::shape))
            }
            Err(complaint) => vec![complaint],
        };
        self.complain(text, complaints);
    }

    /// What a condition asks of a part of the evidence by a name is there.
    fn names(&mut self, part: &str, condition: &Condition, text: &At<String>) {
        let asked = condition.asks(part);
        if asked.is_empty() {
            return;
        }
        let (kind, known) = sources::known(self.lab, part);
        for (name, offset) in asked.into_iter().filter(|(name, _)| !known.contains(name)) {
            let message = format!("there is no {kind} `{name}`");
            let diagnostic = self.file.at(&self.place(text, offset), message);
            self.found.push(diagnostic.did_you_mean(&name, known.iter().map(String::as_str)));
        }
    }

    fn requests(&mut self, on: &FaultOn) {
        if let Some(only) = &on.only {
            // What a request holds depends on its API.
            self.alone(only, Shape::Any);
        }
    }

    /// Services and the gateway ask while the scenario runs: of what they have in hand, and not of evidence.
    fn alone(&mut self, text: &At<String>, item: Shape) {
        let complaints = match Condition::compile(text) {
            Ok(condition) => condition.lint_alone(item),
            Err(complaint) => vec![complaint],
        };
        self.complain(text, complaints);
    }

    fn complain(&mut self, text: &At<String>, complaints: Vec<Complaint>) {
        for complaint in complaints {
            let place = self.place(text, complaint.offset);
            let diagnostic = self.file.at(&place, complaint.message);
            self.found.push(match &complaint.name {
                Some(name) => diagnostic.did_you_mean(name, complaint.known.iter().map(String::as_str)),
                None => diagnostic,
            });
        }
    }

    /// Where the character at `offset` of an expression stands. In a plain scalar its columns are those of the
    /// line; a quote takes one more; in a block each line begins behind its indentation.
    fn place(&self, text: &At<String>, offset: Option<usize>) -> At<()> {
        let mut lines = self.file.text.lines().zip(1..).skip(text.line.saturating_sub(1));
        let mut place = At { value: (), line: text.line, column: text.column };
        let (Some((first, _)), Some(mut rest)) = (lines.next(), offset) else { return place };
        let quoted = first.chars().nth(text.column.wrapping_sub(1)).is_some_and(|c| c == '"' || c == '\'');
        let mut width = first.chars().count() + 1 - text.column.min(first.chars().count() + 1);
        for (line, n) in lines.take_while(|_| !quoted) {
            if rest <= width {
                break;
            }
            let indent = line.chars().take_while(|c| *c == ' ').count().min(text.column.saturating_sub(1));
            // Lines are joined by one character, a space or a line's end.
            rest -= width + 1;
            width = line.chars().count() - indent;
            (place.line, place.column) = (n, indent + 1);
        }
        place.column += rest + usize::from(quoted);
        place
    }
}
