//! The data set of a figure's `data` line, as a problem.

use crate::language::check::{DrawnData, DrawnSource};
use crate::numeric::{Dyadic, Fault};
use crate::problem::{DataError, DataOptions, DataSet, Loss, ProblemSpec, Sample};

/// Why a figure cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum PlotError {
    /// A run or a statement.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// An unknown loss.
    #[error("there is no loss `{0}`")]
    Loss(String),
    /// A column that the data do not have.
    #[error("the data set `{set}` has no column `{column}`; its columns are {known}")]
    Column {
        /// The data set.
        set: String,
        /// The name.
        column: String,
        /// The names there are.
        known: String,
    },
    /// Rows that the data do not have.
    #[error("the data set `{set}` has {rows} rows")]
    Rows {
        /// The data set.
        set: String,
        /// How many rows it has.
        rows: usize,
    },
    /// A loss of classes on targets that are none.
    #[error("the loss `{0}` needs targets 1 and -1")]
    Targets(&'static str),
}

/// The data as a problem: those that come with the program standardised, with a last feature that is 1; those of the user, if
/// the name is theirs, as they were read.
pub(super) fn problem(data: &DrawnData, own: Option<&DataSet>) -> Result<ProblemSpec, PlotError> {
    let loss = Loss::named(&data.loss).ok_or_else(|| PlotError::Loss(data.loss.clone()))?;
    let options = DataOptions { standardise: true, intercept: true };
    match &data.source {
        DrawnSource::Shipped { set, columns, rows } => {
            let mut shipped = match own.filter(|own| own.name == *set) {
                Some(own) => own.clone(),
                None => DataSet::shipped_as(set, options, loss)?,
            };
            if !columns.is_empty() {
                let kept = kept(set, columns, &shipped)?;
                shipped
                    .rows
                    .iter_mut()
                    .for_each(|row| row.features = kept.iter().map(|at| row.features[*at]).collect());
                shipped.features = kept.iter().map(|at| shipped.features[*at].clone()).collect();
            }
            if let Some((first, step, last)) = *rows {
                if last > shipped.rows.len() {
                    return Err(PlotError::Rows { set: set.clone(), rows: shipped.rows.len() });
                }
                shipped.rows = shipped.rows[first - 1..last].iter().step_by(step).cloned().collect();
            }
            // The rows are a choice of the figure's own, which no reference to a file names.
            Ok(ProblemSpec { data: None, ..shipped.problem(loss)? })
        }
        DrawnSource::Targets(targets) => {
            if loss.classifies() && targets.iter().any(|target| target.abs() != 1.0) {
                return Err(PlotError::Targets(loss.name()));
            }
            let exact = |target: &f64| Dyadic::from_f64_exact(*target).unwrap_or(Dyadic::ZERO);
            let sample = |target| Sample { features: vec![Dyadic::ONE], target: exact(target) };
            Ok(loss.problem(targets.iter().map(sample).collect(), 1))
        }
    }
}

/// Where the columns stand, the feature that is always 1 last, if there is one.
fn kept(name: &str, columns: &[String], set: &DataSet) -> Result<Vec<usize>, PlotError> {
    let (named, constant) = set.features.split_at(set.features.len() - usize::from(set.has_intercept()));
    let mut kept = Vec::new();
    for column in columns {
        let at = named.iter().position(|known| known == column).ok_or_else(|| PlotError::Column {
            set: name.to_owned(),
            column: column.clone(),
            known: named.join(", "),
        })?;
        kept.push(at);
    }
    kept.extend(named.len()..named.len() + constant.len());
    Ok(kept)
}
