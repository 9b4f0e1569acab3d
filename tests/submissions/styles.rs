//! Every way to write a program that the assignments allow.

use descentcheck::blackbox::{Ended, Method, Oracle, Parameters, Question, Value};
use descentcheck::grade::{Confinement, Form, Style, What, Worker};

use super::{RIGHT, descent, graded, graded_as, has_numpy, limits, python, sandbox, submission};

fn momentum() -> Form {
    Form::step("step", &["w", "g", "eta", "mu"])
}

#[test]
fn a_right_step_function_is_the_method() {
    let found = graded(RIGHT, "gradient_descent", &descent());
    assert!(found.is_right(), "{found:?}");
    assert_eq!(found.notes, []);
}

#[test]
fn without_a_sandbox_the_finding_is_the_same() {
    let submission = submission("submission.py", RIGHT);
    let inside = graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[])).unwrap();
    let outside = graded_as(&submission, "gradient_descent", &descent(), &Confinement::Unsafe).unwrap();
    assert_eq!(inside.finding, outside.finding);
    assert!(outside.layers.is_empty());
}

#[test]
fn a_wrong_step_function_differs() {
    let text = "def step(w, g, eta):\n    return [wi + eta * gi for wi, gi in zip(w, g)]\n";
    let found = graded(text, "gradient_descent", &descent());
    assert!(found.finding.to_string().contains("a step differs"), "{found:?}");
}

#[test]
fn state_may_be_kept_in_many_ways() {
    let bodies = [
        // A dictionary that is handed over.
        "def step(w, g, eta, mu, state):\n    m = state.get('m', [0.0]*len(w))\n    m = [mu*a + (1-mu)*b for a, b in zip(m, g)]\n    state['m'] = m\n    return [a - eta*b for a, b in zip(w, m)]\n",
        // The same, returned; keywords only, in another order.
        "def step(w, g, *, mu, state, eta):\n    m = [mu*a + (1-mu)*b for a, b in zip(state.get('m', [0.0]*len(w)), g)]\n    return tuple(a - eta*b for a, b in zip(w, m)), {'m': m}\n",
        // A class with the parameters in its constructor.
        "class Momentum:\n    def __init__(self, eta, mu):\n        self.eta, self.mu, self.m = eta, mu, None\n    def step(self, w, g):\n        if self.m is None:\n            self.m = [0.0]*len(w)\n        self.m = [self.mu*a + (1-self.mu)*b for a, b in zip(self.m, g)]\n        return [a - self.eta*b for a, b in zip(w, self.m)]\n",
        // In place, nothing returned.
        "class M:\n    def __init__(self, mu, eta):\n        self.eta, self.mu, self.m = eta, mu, None\n    def step(self, w, g):\n        self.m = self.m or [0.0]*len(w)\n        for i in range(len(w)):\n            self.m[i] = self.mu*self.m[i] + (1-self.mu)*g[i]\n            w[i] -= self.eta*self.m[i]\n",
        // Other names, in the order of the assignment.
        "import math\nclass Optimizer:\n    def __init__(self, learning_rate, momentum):\n        self.lr, self.mu, self.v = learning_rate, momentum, {}\n    def step(self, params, grads):\n        out = []\n        for i, (p, d) in enumerate(zip(params, grads)):\n            self.v[i] = self.mu*self.v.get(i, 0) + (1-self.mu)*d\n            out.append([p - self.lr*self.v[i]])\n        return out\n",
    ];
    for text in bodies {
        let found = graded(text, "momentum", &momentum());
        assert!(found.is_right(), "{text}\n{found:?}");
        assert_eq!(found.notes, [], "{text}");
    }
}

#[test]
fn a_step_of_zero_in_place_is_a_step() {
    let text = "def step(w, g, eta):\n    for i, x in enumerate(g):\n        w[i] -= eta*x\n";
    assert!(graded(text, "gradient_descent", &descent()).is_right());
    let text = "def optimize(gradient, w, eta, steps):\n    for _ in range(steps):\n        for i, x in enumerate(gradient(w)):\n            w[i] -= eta*x\n";
    let form = Form::new(Style::Loop, "optimize", &["gradient", "w", "eta", "steps"]);
    assert!(graded(text, "gradient_descent", &form).is_right());
}

#[test]
fn state_that_outlives_a_run_is_noticed() {
    let text = "m = None\ndef step(w, g, eta, mu):\n    global m\n    if m is None or len(m) != len(w):\n        m = [0.0]*len(w)\n    m = [mu*a + (1-mu)*b for a, b in zip(m, g)]\n    return [a - eta*b for a, b in zip(w, m)]\n";
    let found = graded(text, "momentum", &momentum());
    assert!(!found.is_right(), "{found:?}");
}

#[test]
fn whole_loops_are_judged_by_where_they_ask() {
    let form = Form::new(Style::Loop, "optimize", &["gradient", "w", "eta", "steps"]);
    let bodies = [
        "def optimize(gradient, w, *, eta, steps):\n    for _ in range(steps):\n        g = gradient(w)\n        w = [a - eta*b for a, b in zip(w, g)]\n    return w\n",
        "def optimize(gradient, w, eta, steps):\n    points = [w]\n    for _ in range(steps):\n        g = gradient(w)\n        w = [a - eta*b for a, b in zip(w, g)]\n        points.append(w)\n    return points\n",
        "def optimize(gradient, w, eta, steps):\n    points = []\n    for _ in range(steps):\n        w = [a - eta*b for a, b in zip(w, gradient(w))]\n        points.append(list(w))\n    return points\n",
    ];
    for text in bodies {
        let found = graded(text, "gradient_descent", &form);
        assert!(found.is_right(), "{text}\n{found:?}");
        assert_eq!(found.notes, []);
    }
    let short = "def optimize(gradient, w, eta, steps):\n    for _ in range(1, steps):\n        w = [a - eta*b for a, b in zip(w, gradient(w))]\n    return w\n";
    assert!(!graded(short, "gradient_descent", &form).is_right());
}

#[test]
fn what_is_handed_over_must_not_change() {
    let text = "def step(w, g, eta):\n    for i in range(len(w)):\n        w[i] -= eta*g[i]\n    return w\n";
    let found = graded(text, "gradient_descent", &descent());
    assert!(found.says("changes its input `w` in line 3"), "{found:?}");
    assert!(found.is_right());
    let text = "def step(weights, gradient, rate):\n    for i in range(len(weights)):\n        weights[i] -= rate*gradient[i]\n    return weights\n";
    let found = graded(text, "gradient_descent", &descent());
    assert!(found.says("changes its input `weights` in line 3"), "{found:?}");
    assert!(found.is_right());
}

#[test]
fn exceptions_are_told_with_the_students_own_lines() {
    let text =
        "def mean(x):\n    return sum(x) / (len(x) - len(x))\n\ndef step(w, g, eta):\n    s = mean(g)\n    return w\n";
    let found = graded(text, "gradient_descent", &descent());
    let raised = found.notes.iter().find_map(|note| match &note.what {
        What::Raised { error, frames, .. } => {
            Some((error.as_str(), frames.iter().map(|frame| frame.line).collect::<Vec<_>>()))
        }
        _ => None,
    });
    assert_eq!(raised, Some(("ZeroDivisionError", vec![5, 2])), "{found:?}");
}

#[test]
fn wrong_shapes_are_told() {
    for (text, words) in [
        ("def step(w, g, eta):\n    return [w, g]\n", "shape"),
        ("def step(w, g, eta):\n    return None\n", "returned nothing"),
        ("def step(w, g, eta):\n    return 'w'\n", "type str"),
        ("def step(w, g, eta):\n    return [str(x) for x in w]\n", "type str"),
        ("def step(w, g, eta):\n    return [0.0]*1000000\n", "more than"),
        ("def step(w, g, eta):\n    return [10**400]*len(w)\n", "too large for a double"),
    ] {
        let found = graded(text, "gradient_descent", &descent());
        assert!(found.says(words) && !found.is_right(), "{text}{found:?}");
    }
}

#[test]
fn notebooks_are_run_cell_by_cell() {
    let cells = [
        "%matplotlib inline\\nimport matplotlib.pyplot as plt\\n",
        "# Gradient descent\\n!pip install numpy\\ndef step(w, g, eta):\\n    return [a - eta*b for a, b in zip(w, g)]\\n",
        "plt.plot([1, 2])\\nresult = step([1.0], [2.0], 0.5)\\nprint(result)",
    ];
    let cells: Vec<String> = cells
        .iter()
        .map(|source| format!(r#"{{"cell_type": "code", "metadata": {{}}, "source": "{source}"}}"#))
        .collect();
    let text = format!(r#"{{"cells": [{}], "nbformat": 4}}"#, cells.join(","));
    let submission = submission("homework.ipynb", &text);
    let found = graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[])).unwrap();
    assert!(found.is_right(), "{found:?}");
    assert!(found.says("cell 1 fails in line 2"), "{found:?}");
}

#[test]
fn what_cannot_be_called_is_told() {
    for (text, words) in [
        (
            "def stp(w):\n    return w\ndef other(w):\n    return w\n",
            "there is no function `step`; the file defines `stp`, `other`",
        ),
        ("def step(w, g, eta, beta):\n    return w\n", "wants `beta`"),
        ("def step(w, g, eta)\n    return w\n", "SyntaxError in line 1"),
        ("import nothing_of_this_name\n", "ModuleNotFoundError in line 1"),
    ] {
        let submission = submission("submission.py", text);
        let said = match graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[])) {
            Ok(found) => format!("{:?}", found.notes.iter().map(|note| note.what.to_string()).collect::<Vec<_>>()),
            Err(error) => error.to_string(),
        };
        assert!(said.contains(words), "{text}: {said}");
    }
}

#[test]
fn arrays_of_numpy_are_handed_over_and_taken_in_any_shape() {
    if !has_numpy() {
        return;
    }
    for body in [
        "return w - eta*g",
        "return (w - eta*g).reshape(-1, 1)",
        "return (w - eta*g).reshape(1, -1)",
        "return np.matrix(w - eta*g)",
        "return list(w - eta*g)",
        "return (w - eta*g).astype(object)",
        "return np.subtract(w, eta*g, dtype=np.longdouble)",
        "return np.asfortranarray(w - eta*g)[::-1][::-1]",
        "return np.ma.array(w - eta*g)",
    ] {
        let found =
            graded(&format!("import numpy as np\ndef step(w, g, eta):\n    {body}\n"), "gradient_descent", &descent());
        assert!(found.is_right() && found.notes.is_empty(), "{body}: {found:?}");
    }
    for (body, words) in [
        ("return w.reshape(-1, 1) - eta*g", "shape"),
        ("return np.zeros((1000, 1000))", "shape (1000, 1000)"),
        ("return (w - eta*g).astype(np.float32)", "calculates in float32"),
        ("return (w - eta*g).astype(complex)", "type complex"),
        ("return (w - eta*g).astype(str)", "type str"),
        ("w -= eta*g\n    return w", "changes its input `w` in line 3"),
        ("g *= eta\n    return w - g", "changes its input `g` in line 3"),
    ] {
        let found =
            graded(&format!("import numpy as np\ndef step(w, g, eta):\n    {body}\n"), "gradient_descent", &descent());
        assert!(found.says(words), "{body}: {found:?}");
    }
    let patched = "import numpy as np\nnp.array = np.asarray = None\ndef step(w, g, eta):\n    return w - eta*g\n";
    assert!(!graded(patched, "gradient_descent", &descent()).is_right());
    let momentum_in_place = "import numpy as np\nclass M:\n    def __init__(self, eta, mu):\n        self.eta, self.mu, self.m = eta, mu, 0\n    def step(self, w, g):\n        self.m = self.mu*self.m + (1 - self.mu)*g\n        w -= self.eta*self.m\n";
    let found = graded(momentum_in_place, "momentum", &momentum());
    assert!(found.is_right() && found.notes.is_empty(), "{found:?}");
}

#[test]
fn the_style_of_cs231n_is_known() {
    let text = "def sgd_momentum(w, dw, config=None):\n    config.setdefault('learning_rate', 1e-2)\n    v = config.get('velocity', [0.0]*len(w))\n    mu = config['momentum']\n    v = [mu*a + (1 - mu)*b for a, b in zip(v, dw)]\n    config['velocity'] = v\n    return [a - config['learning_rate']*b for a, b in zip(w, v)], config\n";
    let form = Form::new(Style::Named("cs231n".to_owned()), "sgd_momentum", &["w", "g", "eta", "mu"]);
    let found = graded(text, "momentum", &form);
    assert!(found.is_right() && found.notes.is_empty(), "{found:?}");
}

#[test]
fn the_style_of_coursera_is_known() {
    if !has_numpy() {
        return;
    }
    let descent = "import numpy as np\ndef update_parameters_with_gd(parameters, grads, learning_rate):\n    L = len(parameters) // 2\n    for l in range(1, L + 1):\n        parameters['W' + str(l)] = parameters['W' + str(l)] - learning_rate*grads['dW' + str(l)]\n        parameters['b' + str(l)] = parameters['b' + str(l)] - learning_rate*grads['db' + str(l)]\n    return parameters\n";
    let momentum = "import numpy as np\ndef initialize_velocity(parameters):\n    v = {}\n    for l in range(1, len(parameters)//2 + 1):\n        v['dW' + str(l)] = np.zeros_like(parameters['W' + str(l)])\n        v['db' + str(l)] = np.zeros_like(parameters['b' + str(l)])\n    return v\n\ndef update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):\n    for l in range(1, len(parameters)//2 + 1):\n        for k in 'Wb':\n            v['d' + k + str(l)] = beta*v['d' + k + str(l)] + (1 - beta)*grads['d' + k + str(l)]\n            parameters[k + str(l)] = parameters[k + str(l)] - learning_rate*v['d' + k + str(l)]\n    return parameters, v\n";
    let style = || Style::Named("coursera".to_owned());
    let form = Form::new(style(), "update_parameters_with_gd", &["w", "g", "eta"]);
    let found = graded(descent, "gradient_descent", &form);
    assert!(found.is_right() && found.notes.is_empty(), "{found:?}");
    let form = Form::new(style(), "update_parameters_with_momentum", &["w", "g", "eta", "mu"]);
    let found = graded(momentum, "momentum", &form);
    assert!(found.is_right() && found.notes.is_empty(), "{found:?}");
}

#[test]
fn schedules_are_functions_or_generators() {
    let form = Form::new(Style::Schedule, "rate", &["t", "eta"]);
    for text in [
        "def rate(t, eta):\n    return eta / t\n",
        "def rate(k, eta):\n    return eta / (k + 1)\n",
        "def rate(eta):\n    t = 0\n    while True:\n        t += 1\n        yield eta / t\n",
        "class Schedule:\n    pass\ndef rate(t, *, eta):\n    return eta / t\n",
    ] {
        let submission = submission("submission.py", text);
        let worker = Worker::start(&submission, &form, &limits(), Some(python()), &sandbox(&[])).unwrap();
        let parameters = Parameters::new([("eta".to_owned(), Value::Number(1.5))].into());
        let oracle = &mut Nothing;
        let question = Question { start: &[0.0], steps: 3, parameters: &parameters, samples: 1, batches: &[], oracle };
        assert_eq!(worker.run(question).unwrap(), [[1.5], [0.75], [0.5]], "{text}");
    }
}

/// An objective that is 0 everywhere.
struct Nothing;

impl Oracle for Nothing {
    fn gradient(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended> {
        Ok(vec![0.0; w.len()])
    }

    fn value(&mut self, _: &[f64]) -> Result<f64, Ended> {
        Ok(0.0)
    }

    fn hessian(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended> {
        Ok(vec![0.0; w.len() * w.len()])
    }

    fn sample_gradients(&mut self, w: &[f64], samples: &[usize]) -> Result<Vec<f64>, Ended> {
        Ok(vec![0.0; w.len() * samples.len()])
    }
}

#[test]
fn hashes_are_the_same_every_time() {
    let text = "def step(w, g, eta):\n    raise ValueError(str(hash('a')))\n";
    let (one, two) = (graded(text, "gradient_descent", &descent()), graded(text, "gradient_descent", &descent()));
    assert_eq!(one.notes, two.notes);
}

#[test]
fn what_is_drawn_at_random_is_told_from_what_is_kept() {
    use descentcheck::blackbox::Behaviour;
    let random = "import os\nx = 1 + os.urandom(8)[0]/1000 + os.urandom(1)[0]/1e6\ndef step(w, g, eta):\n    return [a - x*eta*b for a, b in zip(w, g)]\n";
    assert_eq!(graded(random, "gradient_descent", &descent()).finding.behaviours, [Behaviour::Random]);
    let kept = "n = [0]\ndef step(w, g, eta):\n    n[0] += 1\n    return [a - eta*b + n[0] for a, b in zip(w, g)]\n";
    assert_eq!(graded(kept, "gradient_descent", &descent()).finding.behaviours, [Behaviour::KeepsState]);
}
