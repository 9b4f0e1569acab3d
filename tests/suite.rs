//! Most tests in one program, which is linked once and keeps all cores busy.
//!
//! `cargo test --release --test suite chapter::` runs those of one file. Tests of time and memory have programs of their own, so that
//! nothing runs beside them.

#[path = "arithmetic_operations.rs"]
mod arithmetic_operations;
#[path = "arithmetic_oracle.rs"]
mod arithmetic_oracle;
#[path = "black_boxes.rs"]
mod black_boxes;
#[path = "black_boxes_seen.rs"]
mod black_boxes_seen;
#[path = "campaigns.rs"]
mod campaigns;
#[path = "chapter.rs"]
mod chapter;
#[path = "chosen_values.rs"]
mod chosen_values;
#[path = "classes.rs"]
mod classes;
#[path = "cli_campaigns.rs"]
mod cli_campaigns;
#[path = "cli_compare.rs"]
mod cli_compare;
#[path = "cli_figures.rs"]
mod cli_figures;
#[path = "cli_input.rs"]
mod cli_input;
#[path = "cli_report.rs"]
mod cli_report;
#[path = "cli_runs.rs"]
mod cli_runs;
#[path = "counterexamples.rs"]
mod counterexamples;
#[path = "data_cases.rs"]
mod data_cases;
#[path = "diversity.rs"]
mod diversity;
#[path = "draws.rs"]
mod draws;
#[path = "figures.rs"]
mod figures;
#[path = "flows.rs"]
mod flows;
#[path = "generators.rs"]
mod generators;
#[path = "hostile_bytes.rs"]
mod hostile_bytes;
#[path = "independent.rs"]
mod independent;
#[path = "judges.rs"]
mod judges;
#[path = "language.rs"]
mod language;
#[path = "language_roundtrip.rs"]
mod language_roundtrip;
#[path = "limits.rs"]
mod limits;
#[path = "mathml.rs"]
mod mathml;
#[path = "mathml_reading.rs"]
mod mathml_reading;
#[path = "mutants_and_witnesses.rs"]
mod mutants_and_witnesses;
#[path = "not_finite.rs"]
mod not_finite;
#[path = "objectives.rs"]
mod objectives;
#[path = "notes.rs"]
mod notes;
#[path = "online.rs"]
mod online;
#[path = "pictures.rs"]
mod pictures;
#[path = "problems.rs"]
mod problems;
#[path = "readme.rs"]
mod readme;
#[path = "real_data.rs"]
mod real_data;
#[path = "report.rs"]
mod report;
#[path = "results_page.rs"]
mod results_page;
#[path = "right_verdicts.rs"]
mod right_verdicts;
#[path = "runs.rs"]
mod runs;
#[path = "runs_as_written.rs"]
mod runs_as_written;
#[path = "same_bits.rs"]
mod same_bits;
#[path = "schedules.rs"]
mod schedules;
#[path = "screen.rs"]
mod screen;
#[path = "search.rs"]
mod search;
#[path = "statistical_rounding.rs"]
mod statistical_rounding;
#[path = "tidy.rs"]
mod tidy;
#[path = "tables.rs"]
mod tables;
#[path = "truth.rs"]
mod truth;
mod trees;
#[path = "uses.rs"]
mod uses;
