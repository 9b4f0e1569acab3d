//! Campaign files: what a run has done, kept chunk by chunk while it is done, to go on from or to be merged.
//!
//! The first line is the header, each further one a chunk. A line counts once its line feed is written, so that a run
//! killed at any instant loses the chunks in work and nothing else.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use super::arguments::{DataArguments, VerifyArguments};
use super::files;
use crate::judge::{Options, Record, Shard};

/// The name and version of the format.
const SCHEMA: &str = "descentcheck/campaign/v1";
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
    pub(super) fn of(arguments: &VerifyArguments, options: &Options, sources: &[(String, String)]) -> Self {
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
        ensure!(self.version == wanted.version, "{file} was begun by descentcheck {}; start a new file", self.version);
        ensure!(
            self.digest == wanted.digest,
            "{file} was begun with other notes, data or regressions than there are now; start a new file"
        );
        let same = Self { shard: wanted.shard.clone(), ..self.clone() };
        if same == *wanted {
            return Ok(());
        }
        let Self { seed, cases, exact, .. } = self;
        let exact = if *exact { " --exact" } else { "" };
        bail!(
            "{file} was begun as `--seed {seed} --cases {cases}{exact}` with other files or another claim than asked for now; say the same again, or start a new file"
        )
    }
}

/// FNV-1a over everything that verdicts depend on and the command line only names.
fn digest(options: &Options, sources: &[(String, String)]) -> String {
    let kept = options.kept.iter().map(|kept| format!("{kept:?}"));
    let data = options.data.iter().map(|problem| format!("{problem:?}"));
    let texts = sources.iter().flat_map(|(name, text)| [name.clone(), text.clone()]);
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for text in texts.chain(kept).chain(data) {
        for byte in text.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

/// What a campaign file's text holds: the header, the whole records, and where the last of them ends. Nothing where the
/// file was never begun.
///
/// # Errors
/// Where the text is of another format, or a line of it that is whole is no record.
pub fn parse(text: &str, path: &Path) -> anyhow::Result<Option<(Header, Vec<Record>, u64)>> {
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
    let header: Header =
        serde_json::from_str(first).with_context(|| format!("{} is not a campaign file", path.display()))?;
    ensure!(header.schema == SCHEMA, "{} is of the format `{}`, not `{SCHEMA}`", path.display(), header.schema);
    let records = lines.map(|(number, line)| {
        let broken = || format!("{}:{}: this is no record of a campaign", path.display(), number + 1);
        let record: Record = serde_json::from_str(line).with_context(broken)?;
        ensure!(record.tally.is_possible(), "{}: its counts contradict each other", broken());
        Ok(record)
    });
    Ok(Some((header, records.collect::<anyhow::Result<_>>()?, whole as u64)))
}

/// Reads a campaign file.
fn read(file: &mut File, path: &Path) -> anyhow::Result<Option<(Header, Vec<Record>, u64)>> {
    let mut text = String::new();
    let read = file.take(MOST_BYTES + 1).read_to_string(&mut text);
    read.with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(text.len() as u64 <= MOST_BYTES, "{} is larger than a campaign file can be", path.display());
    parse(&text, path)
}

/// How every campaign file begins: a file that is cut off within it was never begun.
const SCHEMA_START: &str = "{\"schema\":\"descentcheck/campaign/v1\"";

/// Reads a campaign file that is to be merged.
pub(super) fn read_part(path: &Path) -> anyhow::Result<(Header, Vec<Record>)> {
    files::require_file(path)?;
    let mut file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let part = read(&mut file, path)?;
    part.map(|(header, records, _)| (header, records)).with_context(|| format!("{} is empty", path.display()))
}

/// A campaign file that is being written.
pub(super) struct CampaignFile {
    path: PathBuf,
    file: Mutex<File>,
    failure: Mutex<Option<std::io::Error>>,
}

impl CampaignFile {
    /// Opens a file to go on with, or begins one; returns it with what it holds.
    pub(super) fn open(path: &Path, header: &Header) -> anyhow::Result<(Self, Vec<Record>)> {
        let shown = path.display();
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = opened.with_context(|| format!("cannot open {shown}"))?;
        ensure!(
            file.metadata().is_ok_and(|data| data.is_file()),
            "{shown} is not a file that a campaign can be kept in"
        );
        if file.try_lock().is_err() {
            bail!("{shown} is in use by another run");
        }
        let done = match read(&mut file, path)? {
            Some((found, records, end)) => {
                found.check(header, path)?;
                ensure!(found.shard == header.shard, "{shown} holds the part {}, not {}", part(&found), part(header));
                // A line that was cut off is written again as a whole.
                file.set_len(end).with_context(|| format!("cannot write {shown}"))?;
                file.seek(SeekFrom::End(0)).with_context(|| format!("cannot write {shown}"))?;
                records
            }
            None => {
                let line = serde_json::to_string(header).context("a header has no JSON form")? + "\n";
                let begun = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(line.as_bytes()));
                begun.with_context(|| format!("cannot write {shown}"))?;
                Vec::new()
            }
        };
        Ok((Self { path: path.to_owned(), file: Mutex::new(file), failure: Mutex::new(None) }, done))
    }

    /// Adds a record; whether the file can still be written.
    pub(super) fn keep(&self, record: &Record) -> bool {
        let Ok(line) = serde_json::to_string(record) else { return true };
        let written = self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all((line + "\n").as_bytes());
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = written {
            failure.get_or_insert(error);
        }
        failure.is_none()
    }

    /// The first error of writing, if there was one.
    pub(super) fn close(self) -> anyhow::Result<()> {
        match self.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(error) => {
                Err(error).with_context(|| format!("cannot write {}; what it holds is whole", self.path.display()))
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
            _ => bail!("the part {wanted} is there twice"),
        }
    }
    ensure!(parts.len() as u64 == count, "the files are parts of different campaigns: {}", parts.join(", "));
    Ok(())
}
