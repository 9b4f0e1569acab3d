//! Commas that may be decimal signs or separators of thousands.

use super::choice::Chosen;
use super::error::DataError;
use super::numbers::place;
use super::table::Table;

/// Refuses to take commas for decimal signs where every number with a comma may as well have it between its thousands.
pub(super) fn thousands(table: &Table, chosen: &Chosen) -> Result<(), DataError> {
    let columns = || chosen.features.iter().filter(|column| !column.is_text).chain([&chosen.target]);
    let mut first = None;
    for row in &table.rows {
        for column in columns() {
            let text = row.cell(column.index);
            match text.split_once(',') {
                None => {}
                Some((whole, fraction)) if is_grouped(whole, fraction) => {
                    first.get_or_insert((row, column, whole, fraction));
                }
                Some(_) => return Ok(()),
            }
        }
    }
    let Some((row, column, whole, fraction)) = first else { return Ok(()) };
    Err(DataError::Thousands {
        place: Box::new(place(table, row, column)),
        text: row.cell(column.index).to_owned(),
        decimal: format!("{whole}.{fraction}"),
        whole: format!("{whole}{fraction}"),
    })
}

/// `1,234` and `-12,345`, but neither `0,123` nor `1,23`.
fn is_grouped(whole: &str, fraction: &str) -> bool {
    let digits = whole.trim_start_matches(['+', '-']);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&digits.len())
        && !digits.starts_with('0')
        && fraction.len() == 3
        && are_digits(digits)
        && are_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::is_grouped;

    #[test]
    fn thousands_stand_in_threes() {
        assert!(is_grouped("1", "234") && is_grouped("-12", "345"));
        assert!(
            !is_grouped("0", "123") && !is_grouped("1", "23") && !is_grouped("1234", "567") && !is_grouped("1", "2e4")
        );
    }
}
