//! Real data become problems, and wrong files are explained.

use std::io::Write;

use descentcheck::numeric::{Dyadic, Float, Rational};
use descentcheck::problem::{
    DataChoice, DataError, DataOptions, DataSet, Family, Loss, Objective, ProblemSpec, Property, Reading,
};

const PLAIN: DataOptions = DataOptions { standardise: false, intercept: false };
const STANDARD: DataOptions = DataOptions { standardise: true, intercept: true };

fn read(text: &str, target: &str, options: DataOptions, loss: Loss) -> Result<DataSet, DataError> {
    DataSet::from_reader(text.as_bytes(), "some.csv", target, options, loss)
}

/// The message of the error that a file of text brings about.
fn complaint(text: &str, options: DataOptions, loss: Loss) -> String {
    read(text, "y", options, loss).unwrap_err().to_string()
}

fn squares(text: &str) -> String {
    complaint(text, PLAIN, Loss::Squares)
}

#[test]
fn values_are_kept_as_they_are() {
    let set = read("a,y,b\n1,2,-3\n0.5,4,8\n", "y", PLAIN, Loss::Squares).unwrap();
    assert_eq!(set.features, ["a", "b"]);
    assert_eq!(set.rows[0].features, [Dyadic::integer(1), Dyadic::integer(-3)]);
    assert_eq!(set.rows[1].features, [Dyadic::new(1, -1), Dyadic::integer(8)]);
    assert_eq!(set.rows[1].target, Dyadic::integer(4));
}

#[test]
fn standardised_columns_have_mean_zero_and_deviation_one() {
    for set in DataSet::shipped() {
        let columns = set.features.len() - 1;
        for k in 0..columns {
            let values: Vec<f64> = set.rows.iter().map(|row| row.features[k].to_f64()).collect();
            #[expect(clippy::cast_precision_loss, reason = "a hundred rows")]
            let count = values.len() as f64;
            let mean = values.iter().sum::<f64>() / count;
            let square = values.iter().map(|v| v * v).sum::<f64>() / count;
            approx::assert_abs_diff_eq!(mean, 0.0, epsilon = 1e-6);
            approx::assert_abs_diff_eq!(square, 1.0, epsilon = 1e-5);
        }
        assert!(set.rows.iter().all(|row| row.features[columns] == Dyadic::integer(1)));
    }
}

#[test]
fn both_shipped_data_sets_are_problems() {
    let [longley, iris] = &DataSet::shipped()[..] else {
        panic!("two data sets");
    };
    assert_eq!((longley.rows.len(), longley.features.len()), (16, 7));
    assert_eq!((iris.rows.len(), iris.features.len()), (100, 5));
    assert_eq!(iris.classes, Some(["versicolor".to_owned(), "virginica".to_owned()]));
    for (set, loss) in
        [(longley, Loss::Squares), (longley, Loss::Ridge), (iris, Loss::Logistic), (iris, Loss::RidgeLogistic)]
    {
        let facts = set.problem(loss).unwrap().facts().unwrap();
        assert!(
            facts.smoothness.as_ref().unwrap() > &Rational::ZERO
                && facts.has(Property::Convex)
                && facts.has(Property::StrictlyConvex)
        );
    }
}

#[test]
fn the_certified_longley_coefficients_come_out() {
    // NIST StRD Longley, certified: the constant and the coefficient of the year.
    let options = DataOptions { standardise: false, intercept: true };
    let set = DataSet::shipped_as("longley", options, Loss::Squares).unwrap();
    let spec = set.problem(Loss::Squares).unwrap();
    let r = Objective::new(&spec, &Float).unwrap();
    let mut w = vec![0.0; 7];
    r.minimiser(&Float, None, &mut w).unwrap();
    approx::assert_relative_eq!(w[6], -3_482_258.634_595_82, max_relative = 1e-11);
    approx::assert_relative_eq!(w[5], 1_829.151_464_613_55, max_relative = 1e-11);
    let facts = spec.facts().unwrap();
    assert!(facts.strong_convexity.unwrap() > Rational::ZERO);
}

#[test]
fn a_recipe_of_data_is_short_and_loads_again() {
    let spec = DataSet::shipped()[0].problem(Loss::Ridge).unwrap();
    assert_eq!(spec.family, Family::Ridge);
    let text = serde_json::to_string(&spec).unwrap();
    assert!(text.contains("\"longley\"") && !text.contains("features\":["), "{text}");
    let mut again: ProblemSpec = serde_json::from_str(&text).unwrap();
    assert!(again.validate().unwrap_err().to_string().contains("not loaded"));
    again.load_data().unwrap();
    assert_eq!(again, spec);
}

#[test]
fn a_file_that_changed_is_noticed() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "a,y\n1,2\n3,4\n").unwrap();
    let set = DataSet::read(file.path(), "y", PLAIN, Loss::Squares).unwrap();
    let reference = set.problem(Loss::Squares).unwrap().data.unwrap();
    assert_eq!(reference.load().unwrap(), set.rows);
    writeln!(file, "5,6").unwrap();
    assert!(matches!(reference.load(), Err(DataError::Changed { .. })));
}

#[test]
fn a_smaller_recipe_no_longer_refers_to_the_file() {
    let spec = DataSet::shipped()[1].problem(Loss::Logistic).unwrap();
    let smaller = spec.remove_sample(3).unwrap();
    assert!(smaller.data.is_none());
    assert_eq!(smaller.samples.len(), 99);
    assert_eq!(spec.remove_coordinate(0).unwrap().samples[0].features.len(), 4);
}

#[test]
fn a_missing_file_is_named() {
    let error = DataSet::read(std::path::Path::new("no/such.csv"), "y", PLAIN, Loss::Squares).unwrap_err();
    assert!(error.to_string().starts_with("no/such.csv: cannot be read"), "{error}");
}

#[test]
fn an_empty_file_is_refused() {
    assert!(squares("").contains("the file is empty"));
    assert!(squares("\n \n").contains("the file is empty"));
}

#[test]
fn a_header_alone_is_refused() {
    assert!(squares("a,y\n").contains("no data"));
}

#[test]
fn a_missing_value_is_located() {
    assert!(squares("a,y\n1,2\n,3\n").contains("line 3, column `a`: the value is missing"));
    assert!(squares("a,y\n1,NA\n").contains("too few") || squares("a,y\n1,NA\n2,3\n").contains("line 2, column `y`"));
}

#[test]
fn text_in_a_numeric_column_is_located() {
    assert!(squares("a,y\n1,2\nred,3\n").contains("line 3, column `a`: `red` is not a number"));
}

#[test]
fn infinities_and_nans_are_located() {
    for text in ["inf", "NaN", "-infinity", "1e999", "1e300"] {
        let message = squares(&format!("a,y\n1,2\n{text},3\n"));
        assert!(message.contains("line 3, column `a`") && message.contains("finite"), "{message}");
    }
}

#[test]
fn a_constant_column_cannot_be_standardised() {
    let message = complaint("a,y\n5,1\n5,2\n", STANDARD, Loss::Squares);
    assert!(message.contains("column `a`: all values are equal"));
    assert!(read("a,y\n5,1\n5,2\n", "y", PLAIN, Loss::Squares).is_ok());
}

#[test]
fn a_wrong_target_lists_the_columns_and_suggests_one() {
    let error = read("weight,height\n1,2\n3,4\n", "heigth", PLAIN, Loss::Squares).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("did you mean `height`?") && message.contains("weight, height"), "{message}");
    assert!(!squares("weight,height\n1,2\n3,4\n").contains("did you mean"));
}

#[test]
fn two_columns_of_one_name_are_refused() {
    assert!(squares("a,a,y\n1,2,3\n").contains("two columns are named `a`"));
    assert!(squares("a,,y\n1,2,3\n").contains("column 2 has no name"));
}

#[test]
fn one_row_is_too_few() {
    assert!(squares("a,y\n1,2\n").contains("at least 2"));
}

#[test]
fn a_target_alone_needs_an_intercept() {
    assert!(squares("y\n1\n2\n").contains("only column"));
    let options = DataOptions { standardise: false, intercept: true };
    assert!(read("y\n1\n2\n", "y", options, Loss::Squares).is_ok());
}

#[test]
fn a_logistic_target_has_two_classes() {
    let three = complaint("a,y\n1,x\n2,y\n3,z\n", PLAIN, Loss::Logistic);
    assert!(three.contains("3 class(es) (x, y, z)"), "{three}");
    assert!(complaint("a,y\n1,x\n2,x\n", PLAIN, Loss::Logistic).contains("1 class(es)"));
    let numbers = read("a,y\n1,0\n2,1.0\n3,1\n", "y", PLAIN, Loss::Logistic).unwrap();
    let signs: Vec<f64> = numbers.rows.iter().map(|row| row.target.to_f64()).collect();
    assert_eq!(signs, [-1.0, 1.0, 1.0]);
    assert!(matches!(numbers.problem(Loss::Squares), Err(DataError::OtherLoss { .. })));
}

#[test]
fn rows_of_another_length_are_located() {
    assert!(squares("a,y\n1,2\n1,2,3\n").contains("line 3: 3 values"));
}

#[test]
fn other_encodings_are_located() {
    let bytes = b"a,y\n1,2\n\xff\xfe,3\n";
    let error = DataSet::from_reader(&bytes[..], "some.csv", "y", PLAIN, Loss::Squares).unwrap_err();
    assert!(error.to_string().contains("some.csv, line 3: not UTF-8"), "{error}");
}

#[test]
fn too_many_columns_are_refused() {
    let header: Vec<String> = (0..201).map(|k| format!("c{k}")).collect();
    let rows = vec!["1"; 202].join(",");
    let text = format!("{},y\n{rows}\n{rows}\n", header.join(","));
    assert!(squares(&text).contains("more than 200 columns"));
    let columns = vec!["c3".to_owned(), "c200".to_owned()];
    let reading = Reading { choice: DataChoice { columns, ..DataChoice::default() }, ..Reading::default() };
    let set = DataSet::from_reader_as(text.as_bytes(), "some.csv", "y", PLAIN, &reading, Loss::Squares).unwrap();
    assert_eq!(set.features, ["c3", "c200"], "those that are not taken do not count");
}

#[test]
fn too_many_rows_are_refused() {
    let text = format!("a,y\n{}", "1,2\n".repeat(100_001));
    assert!(squares(&text).contains("more than 100000 rows"));
}

#[test]
fn an_unknown_shipped_name_lists_what_there_is() {
    let error = DataSet::shipped_as("titanic", PLAIN, Loss::Squares).unwrap_err();
    assert!(error.to_string().contains("longley, iris"));
}
