//! Envelopes of polyhedral functions: what a run can see of an L-smooth function, exactly.
//!
//! For pieces `s_i(x) = <g_i, x> + b_i`, their maximum `h` and a constant `K > 0`, the envelope is
//!
//! ```text
//! E(x) = min over z of h(z) + K/2 |x - z|^2
//!      = max over lambda >= 0 with sum 1 of sum_i lambda_i s_i(x) - |sum_i lambda_i g_i|^2/(2K),
//! ```
//!
//! and its gradient is `p = sum_i lambda_i g_i` at the best `lambda`; the minimum is taken at `z = x - p/K`. `E` is convex and its
//! gradient has the Lipschitz constant `K`. A recipe is `q/2 |x|^2 + E(x)` or `q/2 |x|^2 - E(x)`.
//!
//! These functions interpolate: if data `(x_i, f_i, g_i)` satisfy
//! `f_j >= f_i + <g_i, x_j - x_i> + |g_i - g_j|^2/(2K)` for all `i` and `j`, which those of every convex function with a
//! `K`-Lipschitz gradient do, then with `b_i = f_i - <g_i, x_i> + |g_i|^2/(2K)` the envelope has at each `x_j` the value `f_j` and
//! the gradient `g_j`. For at `x_j` the weights `lambda = e_j` are optimal: the inequality says just that
//! `s_i(x_j) - <g_i, g_j>/K <= s_j(x_j) - |g_j|^2/K` for every `i`. (Taylor, Hendrickx and Glineur 2017, Smooth strongly convex
//! interpolation, Theorem 4; Azagra and Mudarra 2017, An extension theorem for convex functions of class C^{1,1}; Drori 2017, The
//! exact information-based complexity of smooth convex minimization.) It is the lowest such function, and
//! `K/2 |x|^2 - E(x)` of the data `(x_i, K/2 |x_i|^2 - f_i, K x_i - g_i)` the highest.
//!
//! A function of which the curvature lies between `low` and `high` is a convex one with the constant `high - low` plus
//! `low/2 |x|^2`. So `q = alpha`, `K = L - alpha` are the lowest interpolants of alpha-strongly convex, L-smooth data, `q = L` with the
//! envelope subtracted the highest, and `q = -L`, `K = 2L` and `q = L`, `K = 2L` those of L-smooth data.

mod active;
mod evaluate;
mod face;
mod prepared;
mod recipe;
#[cfg(test)]
mod tests;

pub use recipe::{Bottom, Envelope, EnvelopeError, MAX_PIECES, Piece};

pub(crate) use prepared::Prepared;
