//! Campaign files: the progress of a run, saved chunk by chunk, to be resumed or merged.
//!
//! The first line is the header, each further line a chunk. A line counts once its line feed is written, so that a run
//! killed at any instant loses only the chunks in progress. Each line ends with a checksum of everything
//! before it in the file, so that a line that was changed, moved or removed is found.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use super::arguments::VerifyArguments;
use super::cannot_write::CannotWrite;
use super::data_arguments::DataArguments;
use super::files;
use super::screen;
use crate::judge::{Options, Record, Shard};
use crate::numeric::Digest;

/// The name and version of the format.
const SCHEMA: &str = "descentcheck/campaign/v2";
/// The format before it, whose lines had no checksums.
const UNSUMMED: &str = "descentcheck/campaign/v1";
/// The largest file that is read.
const MOST_BYTES: u64 = 1 << 30;

/// What a campaign judges. Records belong together when all of it but the shard is the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    schema: String,
    /// The version of the program: another one may draw other cases.
    version: String,
    /// The notes; none: the chapter that comes with the program.
    pub(super) notes: Vec<PathBuf>,
    /// The one claim that is judged.
    pub(super) claim: Option<String>,
    pub(super) seed: u64,
    pub(super) cases: u64,
    pub(super) exact: bool,
    pub(super) data: DataArguments,
    pub(super) regressions: Option<PathBuf>,
    /// Which part, `k/n`.
    pub(super) shard: Option<String>,
    /// Of the notes, the data and the regressions as they were read.
    digest: String,
}

impl Header {
    /// The header of a run.
    pub(super) fn of<'a>(
        arguments: &VerifyArguments,
        options: &Options,
        sources: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            notes: arguments.files.clone(),
            claim: arguments.claim.clone(),
            seed: options.seed,
            cases: options.cases,
            exact: options.exact,
            data: arguments.data.clone(),
            regressions: arguments.campaign.regressions.clone(),
            shard: options.shard.map(|shard| shard.to_string()),
            digest: digest(options, sources),
        }
    }

    /// Checks that records under this header are of the run that `wanted` describes, shards apart.
    pub(super) fn check(&self, wanted: &Self, path: &Path) -> anyhow::Result<()> {
        let file = path.display();
        ensure!(
            self.version == wanted.version,
            "{file} was started by descentcheck {}; start a new file",
            self.version
        );
        ensure!(
            self.digest == wanted.digest,
            "{file} was started with different notes, data or regressions; start a new file"
        );
        let same = Self { shard: wanted.shard.clone(), ..self.clone() };
        if same == *wanted {
            return Ok(());
        }
        let Self { seed, cases, exact, .. } = self;
        let exact = if *exact { " --exact" } else { "" };
        bail!(
            "{file} was started with `--seed {seed} --cases {cases}{exact}`, or with other files or another claim than requested; use the same options, or start a new file"
        )
    }
}

/// The digest of everything that verdicts depend on and the command line only names.
fn digest<'a>(options: &Options, sources: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let kept = options.kept.iter().map(|kept| format!("{kept:?}"));
    let texts = sources.flat_map(|(name, text)| [name.to_owned(), text.to_owned()]);
    let mut sum = Digest::default();
    for text in texts.chain(kept) {
        sum.take(text.as_bytes());
        sum.take(&[0xff]);
    }
    for problem in &options.data {
        // Written as it is digested: as a text, a large table would take hundreds of megabytes.
        std::fmt::Write::write_fmt(&mut Pieces(&mut sum), format_args!("{problem:?}"))
            .expect("a digest takes everything");
        sum.take(&[0xff]);
    }
    sum.to_string()
}

/// A text that is digested piece by piece.
struct Pieces<'a>(&'a mut Digest);

impl std::fmt::Write for Pieces<'_> {
    fn write_str(&mut self, piece: &str) -> std::fmt::Result {
        self.0.take(piece.as_bytes());
        Ok(())
    }
}

/// The digest of the objects so far.
#[derive(Debug, Clone, Copy, Default)]
struct Sum(Digest);

impl Sum {
    /// A JSON object as a line, with the sum up to it as its last entry.
    fn line(&mut self, object: &str) -> String {
        self.0.take(object.as_bytes());
        let open = object.strip_suffix('}').unwrap_or(object);
        format!("{open}{SUM}{}\"}}\n", self.0)
    }

    /// The JSON object of a line, where the sum up to it is the one that is in it.
    fn checked(&mut self, line: &str) -> Option<String> {
        let (open, rest) = line.rsplit_once(SUM)?;
        let object = format!("{open}}}");
        self.0.take(object.as_bytes());
        (rest.strip_suffix("\"}")? == self.0.to_string()).then_some(object)
    }
}

/// The checksum as written at the end of a line.
const SUM: &str = ",\"sum\":\"";

/// What a campaign file's text holds.
#[derive(Debug)]
pub struct Campaign {
    /// What it judges.
    pub header: Header,
    /// The whole records.
    pub records: Vec<Record>,
    /// Where the last of them ends; what follows was cut off while it was written.
    pub end: u64,
    sum: Sum,
}

/// Reads the text of a campaign file; `None` if the file was never begun.
///
/// # Errors
/// Where the text is of another format, or a line of it that is whole is no record or has another checksum.
pub fn parse(text: &str, path: &Path) -> anyhow::Result<Option<Campaign>> {
    let whole = text.rfind('\n').map_or(0, |last| last + 1);
    let mut lines = text[..whole].lines().enumerate();
    let Some((_, first)) = lines.next() else {
        ensure!(
            text.is_empty() || SCHEMA_START.starts_with(text) || text.starts_with(SCHEMA_START),
            "{} is not a campaign file",
            path.display()
        );
        return Ok(None);
    };
    let shown = path.display();
    ensure!(
        !first.contains(UNSUMMED),
        "{shown} has the format `{UNSUMMED}` of an earlier version, whose lines have no checksums; start a new file"
    );
    let mut sum = Sum::default();
    let changed = |number: usize| {
        format!(
            "{shown}:{}: this line was changed after it was written (its checksum differs); delete it and all that follows, and run again with the same options",
            number + 1
        )
    };
    let header: Header = match sum.checked(first) {
        Some(object) => serde_json::from_str(&object).with_context(|| format!("{shown} is not a campaign file"))?,
        None if first.starts_with(SCHEMA_START) => bail!(
            "{shown}:1: this line was changed after it was written (its checksum differs), and all that follows depends on it; start a new file"
        ),
        None => bail!("{shown} is not a campaign file"),
    };
    ensure!(header.schema == SCHEMA, "{shown} has the format `{}`, not `{SCHEMA}`", header.schema);
    let mut records = Vec::new();
    for (number, line) in lines {
        let broken = || format!("{shown}:{}: this is not a record of a campaign", number + 1);
        let object = sum.checked(line).with_context(|| changed(number))?;
        let record: Record = serde_json::from_str(&object).with_context(broken)?;
        ensure!(record.tally.is_possible(), "{}: its counts contradict each other", broken());
        records.push(record);
    }
    Ok(Some(Campaign { header, records, end: whole as u64, sum }))
}

/// Reads a campaign file, and says where its last line was cut off.
fn read(file: &mut File, path: &Path) -> anyhow::Result<Option<Campaign>> {
    let mut bytes = Vec::new();
    let read = file.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(bytes.len() as u64 <= MOST_BYTES, "{} is larger than a campaign file can be", path.display());
    let all = bytes.len() as u64;
    // A line may be cut off within a letter; what comes before it is text.
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    if whole > 0 {
        bytes.truncate(whole);
    }
    let Ok(text) = String::from_utf8(bytes) else { bail!("{} is not a campaign file", path.display()) };
    let found = parse(&text, path)?;
    if let Some(campaign) = found.as_ref().filter(|campaign| campaign.end < all) {
        let lines = campaign.records.len() + 1;
        screen::err(&format!(
            "{}: line {} was incomplete, and its cases are judged again\n",
            path.display(),
            lines + 1
        ));
    }
    Ok(found)
}

/// How every campaign file begins: a file that is cut off within it was never begun.
const SCHEMA_START: &str = "{\"schema\":\"descentcheck/campaign/v2\"";

/// Reads a campaign file that is to be merged.
pub(super) fn read_part(path: &Path) -> anyhow::Result<(Header, Vec<Record>)> {
    files::require_file(path)?;
    let mut file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let part = read(&mut file, path)?;
    part.map(|part| (part.header, part.records)).with_context(|| format!("{} is empty", path.display()))
}

/// A campaign file that is being written.
pub(super) struct CampaignFile {
    path: PathBuf,
    file: Mutex<(File, Sum)>,
    failure: Mutex<Option<std::io::Error>>,
}

impl CampaignFile {
    /// Opens a file to go on with, or begins one; returns it with what it holds.
    pub(super) fn open(path: &Path, header: &Header) -> anyhow::Result<(Self, Vec<Record>)> {
        let shown = path.display();
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = opened.with_context(|| format!("cannot open {shown}"))?;
        ensure!(file.metadata().is_ok_and(|data| data.is_file()), "{shown} is not a file that can hold a campaign");
        if file.try_lock().is_err() {
            bail!("{shown} is in use by another run");
        }
        let (done, sum) = match read(&mut file, path)? {
            Some(Campaign { header: found, records, end, sum }) => {
                found.check(header, path)?;
                ensure!(found.shard == header.shard, "{shown} holds the part {}, not {}", part(&found), part(header));
                // A line that was cut off is written again as a whole.
                let cut = file.set_len(end).and_then(|()| file.seek(SeekFrom::End(0)));
                cut.map_err(|error| CannotWrite::new(path, error))?;
                (records, sum)
            }
            None => {
                let mut sum = Sum::default();
                let line = sum.line(&serde_json::to_string(header).context("a header has no JSON form")?);
                let begun = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(line.as_bytes()));
                begun.map_err(|error| CannotWrite::new(path, error))?;
                (Vec::new(), sum)
            }
        };
        Ok((Self { path: path.to_owned(), file: Mutex::new((file, sum)), failure: Mutex::new(None) }, done))
    }

    /// Adds a record; whether the file can still be written.
    pub(super) fn keep(&self, record: &Record) -> bool {
        let Ok(object) = serde_json::to_string(record) else { return true };
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.is_none() {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let (file, sum) = &mut *file;
            let begun = file.stream_position();
            let line = sum.line(&object);
            if let Err(error) = file.write_all(line.as_bytes()) {
                // A line that the disk had no room for is taken away as far as it came.
                let _ = begun.and_then(|begun| file.set_len(begun));
                *failure = Some(error);
            }
        }
        failure.is_none()
    }

    /// The first error of writing, if there was one.
    pub(super) fn close(self) -> anyhow::Result<()> {
        match self.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(error) => {
                let error: anyhow::Error = CannotWrite::new(&self.path, error).into();
                Err(error.context("the run was stopped; its file is intact"))
            }
        }
    }
}

/// A header's part in words.
fn part(header: &Header) -> String {
    header.shard.clone().unwrap_or_else(|| "1/1".to_owned())
}

/// Whether the headers are those of all parts of one campaign.
pub(super) fn are_all_parts(headers: &[Header]) -> anyhow::Result<()> {
    let parts: Vec<String> = headers.iter().map(part).collect();
    let count = parts.iter().filter_map(|part| part.parse::<Shard>().ok()).map(Shard::count).max().unwrap_or(1);
    for k in 1..=count {
        let wanted = format!("{k}/{count}");
        match parts.iter().filter(|part| **part == wanted).count() {
            1 => {}
            0 => bail!("the part {wanted} is not among the files"),
            _ => bail!("the part {wanted} appears twice"),
        }
    }
    ensure!(parts.len() as u64 == count, "the files are parts of different campaigns: {}", parts.join(", "));
    Ok(())
}
