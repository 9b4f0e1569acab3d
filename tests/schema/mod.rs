//! Checks JSON by a JSON schema: the words that the schemas of tests/grading/schemas/ use, and no others.

use serde_json::Value;

/// What is wrong with a value by a schema, each with its place.
///
/// # Panics
/// Where the schema uses a word that is not known here.
pub fn wrong(value: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(value, schema, "", &mut found);
    found
}

fn check(value: &Value, schema: &Value, place: &str, found: &mut Vec<String>) {
    for (word, says) in schema.as_object().expect("a schema is an object") {
        match word.as_str() {
            "title" | "additionalProperties" => {}
            "type" => {
                let types: Vec<&str> = says
                    .as_array()
                    .map_or_else(|| vec![says], |all| all.iter().collect())
                    .iter()
                    .map(|x| x.as_str().unwrap())
                    .collect();
                if !types.contains(&type_of(value)) {
                    found.push(format!("{place}: {value} is not {types:?}"));
                }
            }
            "enum" => {
                if !says.as_array().unwrap().contains(value) {
                    found.push(format!("{place}: {value} is none of {says}"));
                }
            }
            "minimum" => {
                if value.as_f64().is_some_and(|x| x < says.as_f64().unwrap()) {
                    found.push(format!("{place}: {value} is below {says}"));
                }
            }
            "maximum" => {
                if value.as_f64().is_some_and(|x| x > says.as_f64().unwrap()) {
                    found.push(format!("{place}: {value} is above {says}"));
                }
            }
            "required" => {
                let missing = says.as_array().unwrap().iter().filter(|key| value.get(key.as_str().unwrap()).is_none());
                found.extend(missing.map(|key| format!("{place}: {key} is missing")));
            }
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    match says.get(key) {
                        Some(schema) => check(inner, schema, &format!("{place}/{key}"), found),
                        None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                            found.push(format!("{place}: `{key}` is not known"));
                        }
                        None => {}
                    }
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(item, says, &format!("{place}/{at}"), found);
                }
            }
            "anyOf" => {
                if !says.as_array().unwrap().iter().any(|one| wrong(value, one).is_empty()) {
                    found.push(format!("{place}: it is none of {says}"));
                }
            }
            other => panic!("`{other}` is a word that is not checked"),
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
