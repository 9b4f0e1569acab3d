//! The command line: one file per command. Only this module prints or exits.

mod arguments;
mod assignment;
mod campaign_file;
mod cannot_write;
mod case_file;
mod chapter;
mod compare;
mod doctor;
mod exit;
mod explain;
mod figures;
mod files;
mod grade;
mod inputs;
mod judging;
mod list;
mod merge;
mod mutants;
mod pictures;
mod progress;
mod regressions;
mod replay;
mod report;
mod report_folder;
mod run;
mod screen;
mod stop;
mod vectors;
mod verify;
mod watch;

pub use campaign_file::{Header as CampaignHeader, parse as read_campaign};
pub use case_file::CaseFile;
pub use exit::Exit;
pub use regressions::parse as read_regressions;
pub use run::main;
