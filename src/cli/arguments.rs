//! The command line: commands, options and their help texts.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::data_arguments::DataArguments;
use crate::figure::Size;
use crate::judge::Shard;

/// Sampled cases per claim by default.
const CASES: u64 = 1000;
/// More cases than any machine judges: their numbers stay far from overflow.
const MOST_CASES: u64 = 1_000_000_000_000;
/// More threads than any machine has cores; starting a million of them would take its memory.
const MOST_JOBS: u64 = 1_024;
/// The seed of the reference report.
const SEED: u64 = 1;

/// Judges the claims of executable lecture notes on learning methods.
///
/// Without a command, the chapter that comes with the program is judged on generated problems and on the data sets
/// that come with it, and the report is written to a folder.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Arguments {
    /// The command, if any.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The main job's options.
    #[command(flatten)]
    pub chapter: ChapterArguments,
}

const EXIT_CODES: &str = "\
Exit codes:
    0  every verdict is as expected
    1  some verdict is not
    2  the command line or a file could not be understood
    3  some verdict is undecided, or some submission is not graded because of the machine
   70  an internal error of descentcheck; please report it
   74  some output could not be written
  130  interrupted; the results so far are reported";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge claims, of the chapter or of your own Markdown files
    Verify(VerifyArguments),
    /// Write the notes with every verdict in its place, as pages or in other formats
    Report(ReportArguments),
    /// Draw the figures of the notes
    Figures(FiguresArguments),
    /// List methods, claims, proof steps, known mistakes and figures
    List(ListArguments),
    /// Show one claim, step, method or mutant and everything related to it
    Explain(ExplainArguments),
    /// Show a case step by step and judge it again
    Replay(ReplayArguments),
    /// Find out which claims catch which known mistakes
    Mutants(MutantsArguments),
    /// Find out whether two methods are the same, or which method of the chapter a method is
    Compare(CompareArguments),
    /// Grade what students hand in
    Grade(GradeArguments),
    /// Check your own program before you hand it in
    Check(CheckArguments),
    /// List assignments, check them, or write the file that a student begins with
    Assignment(AssignmentArguments),
    /// Print what a method does on hand-sized problems, for test suites in any language
    Vectors(VectorsArguments),
    /// Say what keeps a student's program in on this machine
    Doctor(DoctorArguments),
    /// Combine the parts of a campaign into the results of one run
    Merge(MergeArguments),
}

/// `grade`.
#[derive(Debug, Args)]
pub struct GradeArguments {
    /// Files, notebooks or folders that were handed in; a folder of them is a class
    #[arg(value_name = "SUBMISSION", required = true)]
    pub submissions: Vec<PathBuf>,
    /// The assignment: its name, or a Markdown file that holds it
    #[arg(long, short, value_name = "ID|FILE")]
    pub assignment: String,
    /// Markdown files with methods, mistakes and assignments of your own, beside those of the chapter; repeatable
    #[arg(long, value_name = "FILE")]
    pub notes: Vec<PathBuf>,
    /// How to write the results
    #[arg(long, value_enum, default_value_t = GradeFormat::Text)]
    pub format: GradeFormat,
    /// Folder for the grade book, the feedback and the results; a run that was killed goes on from there
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Submissions that are run at the same time; 0 uses every core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0,
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(..=MOST_JOBS))]
    pub jobs: usize,
    /// Which cases; the same seed gives the same results
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub seed: u64,
    /// How programs are run.
    #[command(flatten)]
    pub sandbox: SandboxArguments,
}

/// `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// The Python that is to run the programs [default: python3]
    #[arg(long, value_name = "PATH")]
    pub python: Option<PathBuf>,
}

/// How programs of students are run.
#[derive(Debug, Clone, Args)]
pub struct SandboxArguments {
    /// Run programs without a sandbox: only for programs that you trust
    #[arg(long = "unsafe")]
    pub trusted: bool,
    /// The Python to run them with [default: python3]
    #[arg(long, value_name = "PATH")]
    pub python: Option<PathBuf>,
}

/// How grades are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GradeFormat {
    /// For people
    Text,
    /// Everything, as one JSON document
    Json,
    /// A grade book
    Csv,
    /// results.json of Gradescope
    Gradescope,
    /// JUnit XML, for build servers
    Junit,
    /// results.json of PrairieLearn
    Prairielearn,
}

/// The cases of a student's own run are other ones than those of the grading.
const STUDENTS_SEED: u64 = 20;

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Your program
    pub file: PathBuf,
    /// The assignment [default: the file's name without its ending]
    #[arg(long, short, value_name = "ID|FILE")]
    pub assignment: Option<String>,
    /// Markdown files beside the chapter; repeatable
    #[arg(long, value_name = "FILE")]
    pub notes: Vec<PathBuf>,
    /// Which cases
    #[arg(long, value_name = "N", default_value_t = STUDENTS_SEED)]
    pub seed: u64,
    /// The Python to run it with [default: python3]
    #[arg(long, value_name = "PATH")]
    pub python: Option<PathBuf>,
}

/// `assignment`.
#[derive(Debug, Args)]
pub struct AssignmentArguments {
    /// What to do
    #[command(subcommand)]
    pub command: AssignmentCommand,
}

/// What to do with assignments.
#[derive(Debug, Subcommand)]
pub enum AssignmentCommand {
    /// List them
    List {
        /// Markdown files [default: the chapter that comes with the program]
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Check that they are fair and sharp: graded claims are true and can be lost, the method itself gets all points
    Check {
        /// Assignments, or one Markdown file that holds one [default: all]
        #[arg(value_name = "ID|FILE")]
        ids: Vec<String>,
        /// Markdown files beside the chapter; repeatable
        #[arg(long, value_name = "FILE")]
        notes: Vec<PathBuf>,
        /// Which cases
        #[arg(long, value_name = "N", default_value_t = SEED)]
        seed: u64,
    },
    /// Write the file that a student begins with
    New {
        /// The assignment, or a Markdown file that holds it
        #[arg(value_name = "ID|FILE")]
        id: String,
        /// The file to write; `-` writes to standard output
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Markdown files beside the chapter; repeatable
        #[arg(long, value_name = "FILE")]
        notes: Vec<PathBuf>,
    },
}

/// `compare`: are these one method?
#[derive(Debug, Args)]
pub struct CompareArguments {
    /// A method
    pub first: String,
    /// Another method, and Markdown files with methods of your own, beside those of the chapter; without another method, every
    /// one that has the same parameters
    #[arg(value_name = "METHOD|FILE")]
    pub others: Vec<String>,
    /// What a parameter is in terms of others and of the step, as `beta2 = 1 - 1/t`; repeatable
    #[arg(long = "where", value_name = "VALUE")]
    pub values: Vec<String>,
    /// Where a parameter lies that no claim gives a range, as `eta in (0, 1]`; repeatable
    #[arg(long, value_name = "RANGE")]
    pub given: Vec<String>,
    /// On how many cases
    #[arg(long, value_name = "N", default_value_t = 120, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1_000_000))]
    pub cases: usize,
    /// Which cases
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub seed: u64,
}

/// `vectors`: what a method does.
#[derive(Debug, Args)]
pub struct VectorsArguments {
    /// The method
    pub method: String,
    /// Markdown files with methods of your own, beside those of the chapter
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How many cases
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=10_000))]
    pub cases: usize,
    /// Which cases
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub seed: u64,
    /// Where a parameter lies that no claim gives a range, as `eta in (0, 1]`; repeatable
    #[arg(long, value_name = "RANGE")]
    pub given: Vec<String>,
    /// How to write them
    #[arg(long, value_enum, default_value_t = VectorsFormat::Json)]
    pub format: VectorsFormat,
}

/// How test vectors are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VectorsFormat {
    /// One JSON document
    Json,
    /// One number a line
    Csv,
}

/// How hard to try.
#[derive(Debug, Clone, Args)]
pub struct EffortArguments {
    /// Sampled cases per claim
    #[arg(long, value_name = "N", default_value_t = CASES, value_parser = clap::value_parser!(u64).range(1..=MOST_CASES))]
    pub cases: u64,
    /// Random seed; the same seed gives the same report
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub seed: u64,
    /// Number of threads; 0 uses every core. Verdicts do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0,
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(..=MOST_JOBS))]
    pub jobs: usize,
    /// Decide every case in exact arithmetic, not only those that doubles cannot settle
    #[arg(long)]
    pub exact: bool,
}

/// Long runs, and runs on several machines.
#[derive(Debug, Clone, Default, Args)]
pub struct CampaignArguments {
    /// Keep judging for this many seconds, in rounds of `--cases`
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub time: Option<Duration>,
    /// Save progress to this file as the run proceeds, and resume from it
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// Judge only the k-th of n parts, to be combined by `merge`; each part needs its own file
    #[arg(long, value_name = "K/N", requires = "resume", conflicts_with = "time")]
    pub shard: Option<Shard>,
    /// Judge the cases in this file first, and add every counterexample to a claim expected to hold
    #[arg(long, value_name = "FILE")]
    pub regressions: Option<PathBuf>,
    /// Report what exact arithmetic cost and what it left undecided, claim by claim
    #[arg(long)]
    pub effort: bool,
}

/// A length of time in seconds, `0.5` or `3600`.
fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "a time is a positive number of seconds, such as 60".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    if seconds > 0.0 { Duration::try_from_secs_f64(seconds).map_err(|_| wrong()) } else { Err(wrong()) }
}

/// The main job.
#[derive(Debug, Clone, Args)]
pub struct ChapterArguments {
    /// Folder for the report
    #[arg(long, value_name = "DIR", default_value = "reports")]
    pub out: PathBuf,
    /// How hard to try.
    #[command(flatten)]
    pub effort: EffortArguments,
    /// How much is said.
    #[command(flatten)]
    pub detail: DetailArguments,
}

/// How much is said of what was found.
#[derive(Debug, Clone, Default, Args)]
pub struct DetailArguments {
    /// List every claim with its evidence
    #[arg(long, short, conflicts_with_all = ["quiet", "show"])]
    pub verbose: bool,
    /// Print the last line only
    #[arg(long, short, conflicts_with = "show")]
    pub quiet: bool,
    /// List the claims of these kinds with their evidence, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KIND")]
    pub show: Vec<ShowArgument>,
}

/// Kinds of verdict that can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowArgument {
    /// Claims that were refuted
    Refuted,
    /// Claims whose verdict is not the one that the notes expect
    Unexpected,
    /// Claims that are neither confirmed nor refuted
    Undecided,
    /// Claims that hold on the cases that were tried, which proves nothing
    Sampled,
}

/// A claim that is typed.
#[derive(Debug, Clone, Default, Args)]
pub struct TypedArguments {
    /// With `-`: what is given, such as `eta in (0, 1/L]`
    #[arg(long, value_name = "LINE")]
    pub given: Vec<String>,
    /// With `-`: a run, such as `gradient_descent(eta) on R`
    #[arg(long, value_name = "LINE")]
    pub run: Vec<String>,
}

const TYPED_EXAMPLE: &str = "\
Example: a claim that is typed knows the methods of the chapter.
    echo 'R(w[t]) - R_star <= |w[0] - w_star|^2/(8*eta*t)' | descentcheck verify - \\
        --given 'R: convex, L-smooth, with minimiser' --given 'eta in (0, 1/L]' \\
        --run 'gradient_descent(eta) on R'";

/// `verify`.
#[derive(Debug, Args)]
#[command(after_help = TYPED_EXAMPLE)]
pub struct VerifyArguments {
    /// Markdown files with methods and claims, or `-` for a claim that is typed [default: the chapter that comes with the program]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A claim that is typed.
    #[command(flatten)]
    pub typed: TypedArguments,
    /// Judge only this claim and its proof steps
    #[arg(long, value_name = "ID")]
    pub claim: Option<String>,
    /// How hard to try.
    #[command(flatten)]
    pub effort: EffortArguments,
    /// Long runs, and runs on several machines.
    #[command(flatten)]
    pub campaign: CampaignArguments,
    /// Write the results as JSON; `-` writes them to standard output, and nothing else
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Real data to judge on in addition to generated problems.
    #[command(flatten)]
    pub data: DataArguments,
    /// How much is said.
    #[command(flatten)]
    pub detail: DetailArguments,
}

/// `report`.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// Markdown files with methods and claims [default: the chapter that comes with the program]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Folder for the report
    #[arg(long, short, value_name = "DIR", default_value = "reports")]
    pub out: PathBuf,
    /// Output formats, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "html")]
    pub format: Vec<FormatArgument>,
    /// Write it again whenever one of the files changes, until Ctrl-C
    #[arg(long, requires = "files")]
    pub watch: bool,
    /// How hard to try.
    #[command(flatten)]
    pub effort: EffortArguments,
    /// Real data to judge on in addition to generated problems.
    #[command(flatten)]
    pub data: DataArguments,
}

/// The formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArgument {
    /// Pages: one per file, and index.html
    Html,
    /// The Markdown files with their verdicts, and index.md
    Md,
    /// results.json, with a case file for each counterexample
    Json,
    /// junit.xml, for build servers
    Junit,
}

/// `figures`.
#[derive(Debug, Args)]
pub struct FiguresArguments {
    /// Markdown files with figures [default: the chapter that comes with the program]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Draw only this figure (may be repeated)
    #[arg(long, value_name = "ID")]
    pub only: Vec<String>,
    /// Output formats, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "svg,png")]
    pub format: Vec<PictureFormat>,
    /// What the pictures are for
    #[arg(long, value_enum, default_value_t = SizeArgument::Slide)]
    pub size: SizeArgument,
    /// Folder for the pictures
    #[arg(long, short, value_name = "DIR", default_value = "figures")]
    pub out: PathBuf,
    /// Real data that lines `data R: LOSS of "NAME"` can name, NAME being the file's name without its ending.
    #[command(flatten)]
    pub data: DataArguments,
}

/// The formats of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PictureFormat {
    /// Vector graphics; text as outlines, so that no font is needed
    Svg,
    /// Pixels, two per unit
    Png,
    /// One page of the picture's size
    Pdf,
    /// An animation, for figures with a line `animate`
    Gif,
}

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SizeArgument {
    /// A slide
    Slide,
    /// A column of a paper
    Paper,
    /// A small preview
    Thumb,
}

impl From<SizeArgument> for Size {
    fn from(size: SizeArgument) -> Self {
        match size {
            SizeArgument::Slide => Self::Slide,
            SizeArgument::Paper => Self::Paper,
            SizeArgument::Thumb => Self::Thumb,
        }
    }
}

/// `list`.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Markdown files [default: the chapter that comes with the program]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// What to explain, by the name that `list` shows
    #[arg(value_name = "ID")]
    pub id: String,
    /// Markdown files [default: the chapter that comes with the program]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// `replay`.
#[derive(Debug, Args)]
pub struct ReplayArguments {
    /// A case file written by a report; with `--set`, the claim
    #[arg(value_name = "CASE.json|ID", required_unless_present_any = ["case", "claim"], conflicts_with = "case")]
    pub file: Option<PathBuf>,
    /// A value to judge the claim at, such as `eta=3`, `R=quadratic(curvature = 1)`, `w[0]=1` or `t=2`
    #[arg(long, value_name = "NAME=VALUE", conflicts_with_all = ["case", "mutant"])]
    pub set: Vec<String>,
    /// The case as JSON, instead of a file
    #[arg(long, value_name = "JSON", requires = "claim")]
    pub case: Option<String>,
    /// The claim to judge; with a case file, it replaces the one named there
    #[arg(long, value_name = "ID")]
    pub claim: Option<String>,
    /// Judge the claim with this known mistake in it
    #[arg(long, value_name = "ID")]
    pub mutant: Option<String>,
    /// Markdown file with the claim (may be repeated) [default: the file named in the case, or else the chapter]
    #[arg(long, value_name = "FILE")]
    pub notes: Vec<PathBuf>,
    /// Print the exact value of every number as well
    #[arg(long)]
    pub exact_values: bool,
}

/// `mutants`.
#[derive(Debug, Args)]
pub struct MutantsArguments {
    /// Markdown files [default: the chapter that comes with the program]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How hard to try.
    #[command(flatten)]
    pub effort: EffortArguments,
}

/// `merge`.
#[derive(Debug, Args)]
pub struct MergeArguments {
    /// The files of the parts
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Write the results as JSON; `-` writes them to standard output, and nothing else
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Report what exact arithmetic cost and what it left undecided, claim by claim
    #[arg(long)]
    pub effort: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
