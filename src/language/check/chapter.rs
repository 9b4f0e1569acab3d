//! Chapters: all blocks of all files, checked together.

use std::collections::{BTreeMap, BTreeSet};

use super::assignment::{self, Assigned, KnownClaim, Surroundings};
use super::claim;
use super::figure::Drawn;
use super::formula;
use super::near::nearest;
use super::recurrence::Library;
use super::scope::Checker;
use super::witness;
use crate::language::diagnostic::{Diagnostic, WrongFile, WrongNotes};
use crate::language::parse::{Document, Parsed};
use crate::language::print;
use crate::language::syntax::FigureLine;
use crate::language::syntax::{
    Block, Body, Change, Expr, Line, LineKind, Mutant, Name, Objective, Parameter, Recurrences,
};
use crate::language::typed::Claim;
use crate::language::typed::Class;
use crate::numeric::room::with_room;

/// Where a block stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The Markdown file.
    pub file: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// The heading above it.
    pub heading: String,
}

/// A claim or step with everything that is known of it.
#[derive(Debug, Clone)]
pub struct ClaimBlock {
    /// Its name; a step's is `CLAIM/STEP`.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its place in the file.
    pub place: Section,
    /// Its lines (a step's begin with those of its claim that it inherits).
    pub lines: Vec<Line>,
    /// Whether it is expected to be refuted.
    pub refuted: bool,
    /// The claim that it corrects.
    pub corrects: Option<String>,
    /// The source it names.
    pub source: Option<String>,
    /// What it means.
    pub claim: Claim,
    /// Its proof.
    pub steps: Vec<ClaimBlock>,
    /// Whether it is made of another block: what an `objective` declares, or the counterexample a claim names.
    pub declared: bool,
}

impl ClaimBlock {
    /// The `show` lines in Unicode, joined.
    #[must_use]
    pub fn statement(&self) -> String {
        let shows = self.lines.iter().filter(|line| matches!(line.kind, LineKind::Show { .. }));
        let text: Vec<String> =
            shows.map(|line| print::line_unicode(line).trim_start_matches("show").trim_start().to_owned()).collect();
        text.join("; ")
    }

    /// The lines that state it, in ASCII, one below the other.
    #[must_use]
    pub fn stated(&self) -> String {
        let lines = self.lines.iter().filter(|line| line.kind.states());
        lines.map(|line| print::line_ascii(line) + "\n").collect()
    }

    /// The name of the index of the first statement that has one, in Unicode.
    #[must_use]
    pub fn index(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| match &line.kind {
            LineKind::Show { range: Some(range), .. } => Some(range.index.text.as_str()),
            _ => None,
        })
    }
}

/// A mutant with everything that is known of it.
#[derive(Debug, Clone)]
pub struct MutantBlock {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// The method or claim it changes.
    pub of: String,
    /// The claims and steps that should kill it.
    pub killed_by: Vec<String>,
    /// Its place in the file.
    pub place: Section,
    /// What it changes.
    pub mutant: Mutant,
}

/// A figure with everything that is known of it.
#[derive(Debug, Clone)]
pub struct FigureBlock {
    /// Its name.
    pub id: String,
    /// Its title: what is seen, as a sentence.
    pub title: String,
    /// Its place in the file.
    pub place: Section,
    /// What it draws.
    pub drawn: Drawn,
}

/// An assignment with everything that is known of it.
#[derive(Debug, Clone)]
pub struct AssignmentBlock {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its place in the file.
    pub place: Section,
    /// The block as it is written, in ASCII.
    pub written: String,
    /// What is asked for.
    pub assigned: Assigned,
}

/// All blocks, checked.
#[derive(Debug, Clone, Default)]
pub struct Chapter {
    /// The files.
    pub documents: Vec<Document>,
    /// The files whose methods, schedules, flows and objectives these use.
    pub used: Vec<Document>,
    /// Claims in order, with their steps.
    pub claims: Vec<ClaimBlock>,
    /// Mutants in order.
    pub mutants: Vec<MutantBlock>,
    /// Figures in order.
    pub figures: Vec<FigureBlock>,
    /// Assignments in order.
    pub assignments: Vec<AssignmentBlock>,
    library: Library,
}

impl Chapter {
    /// Reads and checks Markdown files given as name and text.
    ///
    /// # Errors
    /// What is wrong with the files, each mistake with its place.
    pub fn load(files: Vec<(String, String)>) -> Result<Self, WrongNotes> {
        Self::using(files.into_iter().map(Document::of).collect(), Vec::new())
    }

    /// Checks Markdown files, which were read, that use others. Of these the methods, schedules, flows and objectives
    /// are known, and what the objectives that are used declare of themselves is tested; nothing else.
    ///
    /// # Errors
    /// What is wrong with the files, each mistake with its place.
    pub fn using(files: Vec<Parsed>, used: Vec<Parsed>) -> Result<Self, WrongNotes> {
        let (documents, mut wrong): (Vec<Document>, Vec<Vec<Diagnostic>>) = files.into_iter().unzip();
        let (used, wrong_used): (Vec<Document>, Vec<Vec<Diagnostic>>) = used.into_iter().unzip();
        wrong.extend(wrong_used);
        let mut chapter = Self { documents, used, ..Self::default() };
        if wrong.iter().all(Vec::is_empty) {
            wrong = with_room(|| chapter.check());
        }
        if wrong.iter().all(Vec::is_empty) {
            return Ok(chapter);
        }
        let files = chapter.documents.into_iter().chain(chapter.used).zip(wrong).filter(|(_, wrong)| !wrong.is_empty());
        let file = |(document, diagnostics): (Document, _)| WrongFile {
            name: document.name,
            source: document.source,
            diagnostics,
        };
        Err(WrongNotes(files.map(file).collect()))
    }

    /// The same with one more file.
    ///
    /// # Errors
    /// What is wrong with the files, each mistake with its place.
    pub fn with(&self, name: &str, text: String) -> Result<Self, WrongNotes> {
        let right = |documents: &[Document]| -> Vec<Parsed> {
            documents.iter().map(|document| (document.clone(), Vec::new())).collect()
        };
        let mut files = right(&self.documents);
        files.push(Document::parse(name, text));
        Self::using(files, right(&self.used))
    }

    /// Every claim, each followed by its steps.
    pub fn all(&self) -> impl Iterator<Item = &ClaimBlock> {
        self.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps))
    }

    /// A claim or step by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&ClaimBlock> {
        self.all().find(|claim| claim.id == id)
    }

    /// A mutant by its id.
    #[must_use]
    pub fn find_mutant(&self, id: &str) -> Option<&MutantBlock> {
        self.mutants.iter().find(|mutant| mutant.id == id)
    }

    /// The id nearest to one that is not known.
    #[must_use]
    pub fn nearest_id(&self, id: &str) -> Option<&str> {
        let ids = self.all().map(|claim| claim.id.as_str());
        nearest(id, ids)
    }

    /// The name of a figure nearest to one that is not known.
    #[must_use]
    pub fn nearest_figure(&self, id: &str) -> Option<&str> {
        nearest(id, self.figures.iter().map(|figure| figure.id.as_str()))
    }

    /// The methods by name.
    pub fn methods(&self) -> impl Iterator<Item = (&str, &Recurrences)> {
        self.library.methods.iter().map(|(name, method)| (name.as_str(), method))
    }

    /// The name of a method nearest to one that is not known.
    #[must_use]
    pub fn nearest_method(&self, name: &str) -> Option<&str> {
        nearest(name, self.library.methods.keys().map(String::as_str))
    }

    /// The recurrences with a mutant in them; nothing where the mutant changes a claim.
    #[must_use]
    pub fn mutated(&self, mutant: &MutantBlock) -> Option<Recurrences> {
        self.recurrences(&mutant.of).map(|base| mutated_recurrences(base, &mutant.mutant))
    }

    /// The methods and flows that the runs of a claim use, schedules apart.
    #[must_use]
    pub fn methods_of(block: &ClaimBlock) -> BTreeSet<&str> {
        let flows = block.claim.flows.iter().map(|flow| flow.name.as_str());
        block.claim.runs.iter().map(|run| run.method.as_str()).chain(flows).collect()
    }

    /// The recurrences of a method, a schedule or a flow.
    #[must_use]
    pub fn recurrences(&self, name: &str) -> Option<&Recurrences> {
        let Library { methods, schedules, flows, .. } = &self.library;
        [methods, schedules, flows].into_iter().find_map(|table| table.get(name))
    }

    /// The claim with a mutant in place of what it changes; `None` where the claim does not use that,
    /// what is wrong where the changed claim does not check.
    #[must_use]
    pub fn with_mutant(&self, block: &ClaimBlock, mutant: &MutantBlock) -> Option<Result<Claim, WrongNotes>> {
        let mut checker = Checker::default();
        let document = self.documents.iter().find(|document| document.name == mutant.place.file)?;
        let mut library = self.library.clone();
        let mut lines = block.lines.clone();
        if let Some(base) = self.recurrences(&mutant.of) {
            let used =
                Self::methods_of(block).contains(mutant.of.as_str()) || self.mentions_schedule(block, &mutant.of);
            if !used {
                return None;
            }
            let changed = mutated_recurrences(base, &mutant.mutant);
            let Library { methods, schedules, flows, .. } = &mut library;
            for table in [methods, schedules, flows] {
                if let Some(known) = table.get_mut(&mutant.of) {
                    *known = changed.clone();
                }
            }
        } else if block.id == mutant.of {
            lines = mutated_lines(&lines, &mutant.mutant);
        } else {
            return None;
        }
        let span = crate::language::syntax::Span::default();
        let changed = with_room(|| claim::check(&lines, &library, span, &mut checker));
        Some(changed.map_err(|_| WrongNotes(vec![document.wrong(checker.diagnostics)])))
    }

    fn mentions_schedule(&self, block: &ClaimBlock, name: &str) -> bool {
        self.library.schedules.contains_key(name)
            && block.lines.iter().any(|line| match &line.kind {
                LineKind::Run(run) => {
                    run.arguments.iter().any(|argument| print::ascii(&argument.value).starts_with(&format!("{name}(")))
                }
                _ => false,
            })
    }

    fn check(&mut self) -> Vec<Vec<Diagnostic>> {
        let mut wrong: Vec<Vec<Diagnostic>> = vec![Vec::new(); self.documents.len() + self.used.len()];
        let blocks = self.blocks();
        let words = if self.used.is_empty() { BTreeSet::new() } else { self.words() };
        self.names(&blocks, &mut wrong);
        for (d, block) in &blocks {
            if let Body::Objective(objective) = &block.body
                && (*d < self.documents.len() || words.contains(&block.name.text))
            {
                self.promises(*d, block, objective, &mut wrong[*d]);
            }
            if let Body::Claim(lines) = &block.body {
                let mut checker = Checker::default();
                if let Ok(claim) = claim::check(lines, &self.library, block.name.span, &mut checker) {
                    let witness = self.witness(*d, block, lines, &claim, &mut checker);
                    let built = self.claim_block(*d, block, block.name.text.clone(), lines.clone(), claim);
                    self.claims.push(built);
                    self.claims.extend(witness);
                }
                wrong[*d].append(&mut checker.diagnostics);
            }
        }
        let failed = wrong.iter().any(|list| !list.is_empty());
        for (d, block) in &blocks {
            match &block.body {
                Body::Step { of, lines } => self.step(*d, block, of, lines, failed, &mut wrong[*d]),
                Body::Mutant(mutant) => {
                    let place = self.place(*d, block);
                    self.mutants.push(MutantBlock {
                        id: block.name.text.clone(),
                        title: block.title.clone(),
                        of: mutant.of.text.clone(),
                        killed_by: mutant.killed_by.iter().map(|name| name.text.clone()).collect(),
                        place,
                        mutant: mutant.clone(),
                    });
                }
                Body::Figure(lines) => self.figure(*d, block, lines, &mut wrong[*d]),
                _ => {}
            }
        }
        self.taken_names(&blocks, &mut wrong);
        if wrong.iter().all(Vec::is_empty) {
            self.references(&blocks, &mut wrong);
            self.assignments = self.assigned(&blocks, &mut wrong);
        }
        wrong
    }

    /// The blocks of the files with the number of their file, and of the files that are used what they define.
    fn blocks(&self) -> Vec<(usize, Block)> {
        let own = self.documents.len();
        let all = self.documents.iter().chain(&self.used).enumerate();
        let blocks = all.flat_map(|(d, document)| document.blocks.iter().map(move |block| (d, block.clone())));
        blocks.filter(|(d, block)| *d < own || block.body.is_definition()).collect()
    }

    /// The words of all blocks of the files: a claim, a witness, a mutant, a figure or an assignment may use an objective.
    fn words(&self) -> BTreeSet<String> {
        let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
        let blocks = self.documents.iter().flat_map(|document| {
            document.blocks.iter().map(|block| document.source.get(block.span.range()).unwrap_or_default())
        });
        blocks.flat_map(|text| text.split(|sign: char| !is_part(sign))).map(str::to_owned).collect()
    }

    /// Reports claims that are named like what an objective declares, or like the counterexample of another claim.
    fn taken_names(&self, blocks: &[(usize, Block)], wrong: &mut [Vec<Diagnostic>]) {
        let made: BTreeSet<&str> =
            self.claims.iter().filter(|claim| claim.declared).map(|claim| claim.id.as_str()).collect();
        for (d, block) in blocks {
            if matches!(block.body, Body::Claim(_)) && made.contains(block.name.text.as_str()) {
                let message = format!("`{}` is the name of a claim that another block makes", block.name.text);
                let help = "an objective makes a claim of each property that it declares, a `witness` line one of itself; choose another name";
                wrong[*d].push(diagnostic(&block.name, message, "taken", Some(help.to_owned())));
            }
        }
    }

    /// The name of the claim about the counterexample that a claim's `witness` line names.
    #[must_use]
    pub fn witness_id(claim: &str) -> String {
        format!("{claim}/witness")
    }

    /// The claim about the counterexample that a claim's `witness` line names, where it has one.
    #[must_use]
    pub fn witness_of(&self, claim: &str) -> Option<&ClaimBlock> {
        let id = Self::witness_id(claim);
        self.claims.iter().find(|block| block.declared && block.id == id)
    }

    /// The claims that test what the objectives of a block declare of themselves.
    #[must_use]
    pub fn declared_by_objectives_of(&self, block: &ClaimBlock) -> Vec<&ClaimBlock> {
        let classes = block.lines.iter().filter_map(|line| match &line.kind {
            LineKind::GivenObjective { classes, .. } => Some(classes),
            _ => None,
        });
        let names: Vec<&str> = classes
            .flatten()
            .map(|class| class.words.as_str())
            .filter(|words| self.library.objective(words).is_some())
            .collect();
        let declares = |id: &str| id.split_once('/').is_some_and(|(name, _)| names.contains(&name));
        self.claims.iter().filter(|block| block.declared && declares(&block.id)).collect()
    }

    /// The claim about the counterexample that a `witness` line names.
    fn witness(
        &self,
        d: usize,
        block: &Block,
        lines: &[Line],
        claim: &Claim,
        checker: &mut Checker,
    ) -> Option<ClaimBlock> {
        let (entries, span) = witness::witness(lines)?;
        let made = checker.witness_lines(lines, &entries, &self.library).ok()?;
        let mut inner = Checker::default();
        let checked = claim::check(&made, &self.library, span, &mut inner);
        let Ok(checked) = checked else {
            let first = inner.diagnostics.first().map_or("", |first| first.message.as_str());
            checker.error(
                span,
                format!("the witness does not fit its claim: {first}"),
                "after this substitution",
                None,
            );
            return None;
        };
        checker.witness_belongs(claim, &checked, span).ok()?;
        let mut built = self.claim_block(d, block, Self::witness_id(&block.name.text), made, checked);
        let entry = |(target, value): &(Expr, Expr)| format!("{} = {}", print::unicode(target), print::unicode(value));
        let named: Vec<String> = entries.iter().map(entry).collect();
        built.title = Some(format!("The taught counterexample: {}", named.join(", ")));
        built.refuted = true;
        built.declared = true;
        Some(built)
    }

    /// Adds the claims that test what an `objective` block declares.
    fn promises(&mut self, d: usize, block: &Block, objective: &Objective, wrong: &mut Vec<Diagnostic>) {
        if Class::is_known(&block.name.text) {
            let message = format!("`{}` is already a class of objectives", block.name.text);
            wrong.push(diagnostic(&block.name, message, "taken", Some("choose another name".to_owned())));
            return;
        }
        for promise in formula::promises(block, objective) {
            let mut checker = Checker { at_home: true, ..Checker::default() };
            let checked = claim::check(&promise.lines, &self.library, block.name.span, &mut checker);
            if let Ok(claim) = checked {
                let id = format!("{}/{}", block.name.text, promise.id);
                let mut built = self.claim_block(d, block, id, promise.lines, claim);
                built.title = Some(promise.title);
                built.declared = true;
                self.claims.push(built);
            } else {
                // The next promise would meet the same errors.
                wrong.append(&mut checker.diagnostics);
                return;
            }
        }
    }

    fn place(&self, document: usize, block: &Block) -> Section {
        let document =
            self.documents.iter().chain(&self.used).nth(document).expect("blocks are numbered by their files");
        Section {
            file: document.name.clone(),
            line: document.line_of(block.span),
            heading: document.section_of(block.span).map_or(String::new(), |section| section.title.clone()),
        }
    }

    fn claim_block(&self, document: usize, block: &Block, id: String, lines: Vec<Line>, claim: Claim) -> ClaimBlock {
        let mut built = ClaimBlock {
            id,
            title: block.title.clone(),
            place: self.place(document, block),
            lines,
            refuted: false,
            corrects: None,
            source: None,
            claim,
            steps: Vec::new(),
            declared: false,
        };
        for line in &built.lines {
            match &line.kind {
                LineKind::Expect { refuted } => built.refuted = *refuted,
                LineKind::Corrects(name) => built.corrects = Some(name.text.clone()),
                LineKind::Source(text) => built.source = Some(text.clone()),
                _ => {}
            }
        }
        built
    }

    /// Fills the library and reports duplicate names.
    fn names(&mut self, blocks: &[(usize, Block)], wrong: &mut [Vec<Diagnostic>]) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (d, block) in blocks {
            let key = match &block.body {
                Body::Step { of, .. } => format!("{}/{}", of.text, block.name.text),
                Body::Assignment(_) => format!("assignment/{}", block.name.text),
                _ => block.name.text.clone(),
            };
            if seen.insert(key, *d).is_some() {
                wrong[*d].push(diagnostic(
                    &block.name,
                    format!("two blocks are called `{}`", block.name.text),
                    "the second",
                    None,
                ));
            }
            if let Body::Method(Recurrences { parameters, .. })
            | Body::Schedule(Recurrences { parameters, .. })
            | Body::Objective(Objective { parameters, .. }) = &block.body
            {
                wrong[*d].extend(repeated_parameter(parameters));
            }
            match &block.body {
                Body::Method(recurrences) => {
                    self.library.methods.insert(block.name.text.clone(), recurrences.clone());
                }
                Body::Flow(recurrences) => {
                    self.library.flows.insert(block.name.text.clone(), recurrences.clone());
                }
                Body::Schedule(recurrences) => {
                    self.library.schedules.insert(block.name.text.clone(), recurrences.clone());
                }
                Body::Objective(objective) => {
                    self.library.objectives.insert(block.name.text.clone(), objective.clone());
                }
                _ => {}
            }
        }
    }

    fn step(&mut self, d: usize, block: &Block, of: &Name, lines: &[Line], failed: bool, wrong: &mut Vec<Diagnostic>) {
        let Some(parent) = self.claims.iter().position(|claim| claim.id == of.text) else {
            if !failed {
                let help = self.nearest_id(&of.text).map(|near| format!("did you mean `{near}`?"));
                wrong.push(diagnostic(of, format!("the step's claim `{}` is missing", of.text), "no such claim", help));
            }
            return;
        };
        let inherited = self.claims[parent].lines.iter();
        let inherited = inherited.filter(|line| line.kind.states() && !matches!(line.kind, LineKind::Show { .. }));
        let all: Vec<Line> = inherited.chain(lines).cloned().collect();
        let mut checker = Checker::default();
        if let Ok(claim) = claim::check(&all, &self.library, block.name.span, &mut checker) {
            let built = self.claim_block(d, block, format!("{}/{}", of.text, block.name.text), all, claim);
            self.claims[parent].steps.push(built);
        }
        wrong.append(&mut checker.diagnostics);
    }

    fn figure(&mut self, d: usize, block: &Block, lines: &[FigureLine], wrong: &mut Vec<Diagnostic>) {
        let Some(title) = &block.title else {
            let help = Some(format!("write `figure {} \"what is seen\"`", block.name.text));
            wrong.push(diagnostic(&block.name, "a figure needs a title".to_owned(), "no title", help));
            return;
        };
        let mut checker = Checker::default();
        if let Ok(drawn) = checker.figure(lines, &self.library, block.name.span) {
            let place = self.place(d, block);
            self.figures.push(FigureBlock { id: block.name.text.clone(), title: title.clone(), place, drawn });
        }
        wrong.append(&mut checker.diagnostics);
    }

    /// The assignments, which may name every other block.
    fn assigned(&self, blocks: &[(usize, Block)], wrong: &mut [Vec<Diagnostic>]) -> Vec<AssignmentBlock> {
        let claims = self.all().map(|claim| {
            let random = claim.claim.runs.iter().any(|run| run.random);
            (claim.id.as_str(), KnownClaim { refuted: claim.refuted, runs: Self::methods_of(claim), random })
        });
        let mistakes = self.mutants.iter().map(|mutant| (mutant.id.as_str(), mutant.of.as_str()));
        let known = Surroundings { library: &self.library, claims: claims.collect(), mistakes: mistakes.collect() };
        let mut found = Vec::new();
        for (d, block) in blocks {
            let Body::Assignment(lines) = &block.body else { continue };
            let mut checker = Checker::default();
            if let Ok(assigned) = assignment::assigned(lines, &known, block.name.span, &mut checker) {
                found.push(AssignmentBlock {
                    id: block.name.text.clone(),
                    title: block.title.clone(),
                    place: self.place(*d, block),
                    written: print::block_ascii(block),
                    assigned,
                });
            }
            wrong[*d].append(&mut checker.diagnostics);
        }
        found
    }

    /// An assignment by its name.
    #[must_use]
    pub fn assignment(&self, id: &str) -> Option<&AssignmentBlock> {
        self.assignments.iter().find(|known| known.id == id)
    }

    /// The name of an assignment nearest to one that is not known.
    #[must_use]
    pub fn nearest_assignment(&self, id: &str) -> Option<&str> {
        nearest(id, self.assignments.iter().map(|known| known.id.as_str()))
    }

    /// The schedules by name.
    pub fn schedules(&self) -> impl Iterator<Item = (&str, &Recurrences)> {
        self.library.schedules.iter().map(|(name, schedule)| (name.as_str(), schedule))
    }

    /// Checks everything that names another block.
    fn references(&self, blocks: &[(usize, Block)], wrong: &mut [Vec<Diagnostic>]) {
        let circular = self.circular_corrections();
        for (d, block) in blocks {
            let missing = |name: &Name| {
                let help = self.nearest_id(&name.text).map(|near| format!("did you mean `{near}`?"));
                diagnostic(name, format!("there is no claim `{}`", name.text), "no such claim", help)
            };
            match &block.body {
                Body::Claim(lines) => {
                    for line in lines {
                        let LineKind::Corrects(name) = &line.kind else { continue };
                        if self.find(&name.text).is_none() {
                            wrong[*d].push(missing(name));
                        } else if circular.contains(block.name.text.as_str()) {
                            let message = format!("`{}` takes part in a cycle of corrections", block.name.text);
                            let help = "remove one of the `corrects` lines".to_owned();
                            wrong[*d].push(diagnostic(name, message, "these corrections form a cycle", Some(help)));
                        }
                    }
                }
                Body::Mutant(mutant) => {
                    wrong[*d]
                        .extend(mutant.killed_by.iter().filter(|name| self.find(&name.text).is_none()).map(missing));
                    wrong[*d].extend(self.mutant_changes_something(block, mutant));
                }
                _ => {}
            }
        }
    }

    /// A claim of each circle of corrections.
    fn circular_corrections(&self) -> BTreeSet<&str> {
        let corrected = |claim: &ClaimBlock| claim.corrects.clone();
        let next: BTreeMap<&str, String> =
            self.claims.iter().filter_map(|claim| Some((claim.id.as_str(), corrected(claim)?))).collect();
        let (mut circular, mut settled) = (BTreeSet::new(), BTreeSet::new());
        for start in next.keys() {
            let mut path = BTreeSet::new();
            let mut at = next.get_key_value(start);
            while let Some((id, corrected)) = at.filter(|(id, _)| !settled.contains(*id)) {
                if !path.insert(*id) {
                    circular.insert(*id);
                    break;
                }
                at = next.get_key_value(corrected.as_str());
            }
            settled.extend(path);
        }
        circular
    }

    fn mutant_changes_something(&self, block: &Block, mutant: &Mutant) -> Option<Diagnostic> {
        if let Some(base) = self.recurrences(&mutant.of.text) {
            return (mutated_recurrences(base, mutant) == *base)
                .then(|| diagnostic(&block.name, "the mutant changes nothing".to_owned(), "the same method", None));
        }
        let Some(claim) = self.find(&mutant.of.text) else {
            return Some(diagnostic(
                &mutant.of,
                format!("there is no method or claim `{}`", mutant.of.text),
                "not known",
                None,
            ));
        };
        (mutated_lines(&claim.lines, mutant) == claim.lines)
            .then(|| diagnostic(&block.name, "the mutant changes nothing".to_owned(), "the same claim", None))
    }
}

fn repeated_parameter(parameters: &[Parameter]) -> Option<Diagnostic> {
    let mut seen = BTreeSet::new();
    let again = parameters.iter().find(|parameter| !seen.insert(parameter.name.text.as_str()))?;
    Some(diagnostic(&again.name, format!("two parameters are called `{}`", again.name.text), "the second", None))
}

fn diagnostic(name: &Name, message: String, label: &str, help: Option<String>) -> Diagnostic {
    Diagnostic { message, span: name.span, label: label.to_owned(), help }
}

/// The method with the mutant's equations in place of its own of the same target and time.
fn mutated_recurrences(base: &Recurrences, mutant: &Mutant) -> Recurrences {
    let mut changed = base.clone();
    for change in &mutant.changes {
        match change {
            Change::Equation(equation) => {
                let same = changed.equations.iter_mut().find(|known| {
                    (&known.target, &known.time, known.form) == (&equation.target, &equation.time, equation.form)
                });
                match same {
                    Some(known) => *known = equation.clone(),
                    None => changed.equations.push(equation.clone()),
                }
            }
            Change::Drop { target, time } => {
                changed.equations.retain(|known| known.target != *target || known.time != *time);
            }
            Change::Line(_) => {}
        }
    }
    changed
}

/// The claim's lines with the mutant's in place of those of the same kind that introduce the same names.
fn mutated_lines(lines: &[Line], mutant: &Mutant) -> Vec<Line> {
    let mut changed = lines.to_vec();
    for change in &mutant.changes {
        if let Change::Line(line) = change {
            match changed.iter_mut().find(|known| introduces(known) == introduces(line)) {
                Some(known) => *known = line.clone(),
                None => changed.push(line.clone()),
            }
        }
    }
    changed
}

/// What a line is about: its kind, and the names it introduces.
fn introduces(line: &Line) -> (u8, Vec<&str>) {
    let texts = |names: &'static str| vec![names];
    match &line.kind {
        LineKind::GivenObjective { names, .. } | LineKind::Given { names, .. } => {
            (0, names.iter().map(|name| name.text.as_str()).collect())
        }
        LineKind::Let { name, .. } => (1, vec![&name.text]),
        LineKind::Run(run) => (2, run.label.iter().map(|label| label.text.as_str()).collect()),
        LineKind::Draw { name, .. } => (3, vec![&name.text]),
        LineKind::Show { .. } => (4, texts("show")),
        LineKind::Assume(_) => (5, texts("assume")),
        LineKind::Expect { .. } => (6, texts("expect")),
        LineKind::Corrects(_) => (7, texts("corrects")),
        LineKind::Source(_) => (8, texts("source")),
        LineKind::Witness(_) => (9, texts("witness")),
    }
}
