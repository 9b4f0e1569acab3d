//! Every tolerance and every numerical limit of the crate, each with its reason.
//!
//! None of these numbers decides a verdict: they choose when to spend more bits, when to stop
//! spending, and how much is checked twice. The exceptions say so: the error probability of statistical verdicts, and what a
//! program that nobody wrote here may round.

/// By what the radius of a ball is multiplied wherever balls are compared, for the roundings of the radius itself.
///
/// Each of the at most [`CASE_OPERATIONS`] operations of a case rounds a radius fewer than 16 times, down by at most
/// `2^-53` of it: by less than `2^-25` in all. This is 32 times that.
pub const RADIUS_SHORTFALL: f64 = 1.0 + 1.0 / (1_u64 << 20) as f64;

/// The largest width of an enclosure of a slack with which a screened case is left to the doubles.
///
/// It is the error that a reported slack may have, so that four digits of a percentage are right.
pub const SLACK_WIDTH: f64 = 1.0 / (1_u64 << 20) as f64;

/// One in so many of the cases that the doubles settled is decided again in exact arithmetic.
///
/// Large enough that a screen wrong on one case in a hundred is noticed within a few thousand
/// cases, small enough that the audit costs less than the cases that had to be decided anyway.
pub const AUDIT_SHARE: u32 = 64;

/// Slack in doubles within which the search takes a claim to be met with equality, and climbs no further.
///
/// A hundred steps commit some 1e-14 of rounding on well-conditioned cases; what is nearer than a hundred times that
/// cannot be told from equality by doubles, and the exact judge looks at it anyway.
pub const TIGHT_SLACK: f64 = 1e-12;

/// Leading bits of the numbers that the search makes: enough to come within a millionth of any optimum, and few enough
/// that exact arithmetic on them stays cheap.
pub const TUNED_BITS: i32 = 20;

/// Binary exponent beyond which the search does not take a number: a condition number of 2^64 is past anything taught.
pub const TUNED_EXPONENT: i32 = 32;

/// Share of undecided cases above which a claim is undecided as a whole.
///
/// A claim that holds "on the cases that could be decided" says little once the undecided ones are
/// more than a rare exception; one in a hundred is where we draw the line.
pub const UNDECIDED_SHARE: f64 = 0.01;

/// Fewer cases than this that met an assumption leave a claim undecided.
///
/// What a handful of cases cannot break may hold for any reason.
pub const FEWEST_ASSUMED: u64 = 5;

/// Fewer cases than this that met an assumption are said in the table.
pub const FEW_ASSUMED: u64 = 50;

/// Bits that a numerator or denominator may have before exact arithmetic gives way to intervals.
///
/// The size doubles with each multiplication of like numbers, so a run either stays well below
/// this or passes any bound within a few steps; at 20,000 bits a product still costs microseconds.
pub const RATIONAL_BITS: usize = 20_000;

/// Operations on doubles that judging one case in one arithmetic may cost; those of other arithmetics count for as
/// many as [`super::Arithmetic::cost`] says.
///
/// The dearest case of the chapter takes a fortieth of it. At the limit a case takes about a quarter of a second in any
/// arithmetic, and a claim with a thousand of them as much patience as can be asked for.
pub const CASE_OPERATIONS: u64 = 1 << 24;

/// Operations on doubles that the draws for one moment may cost together: some seconds, since each operation is enclosed.
///
/// Those of the chapter take less than a tenth of it.
pub const DRAWS_OPERATIONS: u64 = 512 * CASE_OPERATIONS;

/// After every `2^this` operations on doubles a run looks whether it is to be stopped: some hundred microseconds, in which
/// looking costs nothing that could be measured.
pub const STOP_INTERVAL_BITS: u32 = 14;

/// Operations on doubles that deciding the cases of a chunk may cost, for each of them; then the rest of the chunk is left out.
///
/// Three chunks in four stay below it. The others, whose cases take exponentials of many digits or sums over thousands of outcomes,
/// would take most of the time of a chapter for the same evidence.
pub const CASE_ALLOWANCE: u64 = 1 << 11;

/// Operations on doubles after which the rest of a chunk is left out however few of its cases were judged: some seconds.
///
/// Eight cases at the limit. No chunk of the chapter is cut short by it.
pub const CHUNK_OPERATIONS: u64 = 8 * CASE_OPERATIONS;

/// Operations on doubles after which a counterexample is not made smaller any more.
///
/// Forty cases of the dearest kind: about ten seconds. What the chapter refutes takes less than a hundredth of it.
pub const SHRINK_OPERATIONS: u64 = 40 * CASE_OPERATIONS;

/// Numbers of a data set times steps of a run on it: half the gradients that a case's operations allow in intervals of
/// doubles. Where a step takes more, the run is cut further.
pub const DATA_STEPS: usize = 1 << 19;

/// Numbers of a data set from which on the sums that squares need are taken once, exactly.
///
/// A value from these sums has lost about as many digits as the residuals are smaller than the targets, so that more cases
/// take intervals of more bits. That pays where a pass over the samples takes longer.
pub const MANY_NUMBERS: usize = 1 << 17;

/// Operations on doubles after which a counterexample on a data set is not made simpler any more: a few seconds.
pub const SHRINK_DATA_OPERATIONS: u64 = 8 * CASE_OPERATIONS;

/// How many exact decisions making a counterexample on a data set simpler may take: its vectors are halved and quartered,
/// not looked through number by number.
pub const SHRINK_DATA_DECISIONS: usize = 200;

/// Numbers that the runs and values of one case may hold.
///
/// Four million doubles take 32 MiB, rationals of a few words ten times that, on each thread. A run of 1,000 steps
/// in 1,000 dimensions with four sequences just fits.
pub const CASE_NUMBERS: usize = 1 << 22;

/// Bits of a fraction at which an operation on it costs twice what it costs on a small one, in operations on doubles
/// per square: reducing takes time with the square of the length, about half a millisecond at [`RATIONAL_BITS`].
pub const RATIONAL_SQUARE_COST: u64 = 1 << 12;

/// Operations on doubles that an operation on a small fraction or a short interval costs, as measured: it allocates.
pub const EXACT_COST: u64 = 16;

/// Operations that an exponential, a logarithm, a cosine or a power with any exponent stands for: so many terms its
/// series has at a few hundred bits.
pub const SERIES_OPERATIONS: usize = 32;

/// Bits of an interval that cost one more operation on doubles.
pub const INTERVAL_COST_BITS: u64 = 16;

/// Bits of an interval whose square costs one more operation on doubles: multiplying takes time with the square of the length,
/// some 50 microseconds at 32,768 bits.
pub const INTERVAL_SQUARE_COST: u64 = 1 << 15;

/// Bits of the first interval attempt, before the horizon is added.
pub const INTERVAL_FIRST_BITS: u32 = 128;

/// Bits that each step of a run adds to the first interval attempt.
///
/// A gradient step in intervals was measured to lose about 1.44 bits; two leave a margin.
pub const INTERVAL_BITS_PER_STEP: u32 = 2;

/// Bits of the later interval attempts, each four times the last.
///
/// Four times the bits cost about eight times the time, so that the sum of the failed attempts
/// stays below the cost of the one that succeeds.
pub const INTERVAL_LATER_BITS: [u32; 3] = [512, 2048, 8192];

/// Powers of two above `2^this` or below `2^-this` are not represented by intervals.
///
/// A value beyond is [`super::Fault::TooLarge`]; one below is enclosed together with zero. A million binary
/// digits are beyond everything a lecture computes, and still cheap to write out in full.
pub const INTERVAL_EXPONENT: isize = 1 << 20;

/// How often the search for a binomial bound halves its interval: a double's 53 bits and a few for the exponent.
pub const BINOMIAL_BISECTIONS: u32 = 64;

/// The probability, as a power of two, that the mean of a drawn batch lies beyond one end of the window that its
/// samples are given beforehand.
///
/// What lies beyond counts with this probability times the widest range, which is at most some ten thousand times the
/// variance that is estimated: `2^-40` makes it vanish beside every other part of an interval.
pub const WINDOW_TAIL_BITS: i32 = 40;

/// By how much such a window is widened for rounding, relative to the spread of the samples.
///
/// It is computed from sums of a few thousand doubles, which lose at most some `2^-40`.
pub const WINDOW_ROUNDING: f64 = 1.0 / (1_u64 << 30) as f64;

/// By how much a confidence interval is widened for rounding, relative to the largest value the variable can take.
///
/// The values drawn are enclosed, whatever they were made of, and their sums are compensated. What is left is the rounding
/// of the interval's own formula: some ten operations on numbers no larger than the range. `2^-44` leaves room for hundreds.
pub const SAMPLED_ROUNDING: f64 = 1.0 / (1_u64 << 44) as f64;

/// By how much the interval of a probability is widened: the incomplete beta function that it comes from is good to ten
/// digits, and the draws of a run give no interval that narrow.
pub const BINOMIAL_ROUNDING: f64 = 1.0 / (1_u64 << 30) as f64;

/// Magnitudes of factors and product between which the error of a product of doubles is found exactly by Dekker's method:
/// its splitting multiplies by `2^27`, and the error lies `2^106` below the product.
pub const EXACT_PRODUCTS: (f64, f64) = (1e-250, 1e250);

/// By how many units in the last place the library's exponential, logarithm and cosine may be off in an enclosure.
///
/// They come from musl by way of pure Rust and state errors below one unit; four leave room for a statement that is too
/// kind.
pub const LIBRARY_ULPS: u32 = 4;

/// The probability that the statistical judge refutes anything that is true, over a whole run.
///
/// It is divided evenly over the judgements of the run, and within each over its cases, looks, moments, components and
/// the two ends of each interval.
pub const STATISTICAL_ERROR: f64 = 1e-9;

/// Binary digits before the point that an argument of the cosine may have.
///
/// Reduction needs as many more digits of pi; beyond this the cosine is enclosed by `[-1, 1]`.
pub const COSINE_ARGUMENT_BITS: isize = 1 << 13;

/// Binary digits that the cosine and pi carry beyond those asked for.
///
/// Their rounding errors add up to a few units for each term of the series, which has fewer than
/// `2^20` terms at any precision in use; 64 digits leave the result correct far beyond its last bit.
pub const SERIES_GUARD_BITS: usize = 64;

/// Bits by which the last term of an exponential series lies below the precision: what is cut off then adds
/// nothing to the rounding of the sum.
pub const FLOW_GUARD_BITS: u32 = 8;

/// The most substeps that solving a flow may take. Time times the norm of the matrix is below 100 for everything that
/// a lecture draws; each unit costs one series.
pub const FLOW_SUBSTEPS: f64 = 4096.0;

/// Values of pi, and of the logarithm of 2, kept at hand by each thread, one for each precision.
pub const CONSTANT_CACHE_ENTRIES: usize = 64;

/// Values of exponentials, logarithms and cosines of thousands of bits that each thread keeps at hand: some three megabytes at the
/// most bits that are used.
pub const LONG_VALUES: usize = 256;

/// The same for values of hundreds of bits: as many as a case with some dozens of samples and steps asks for, in a few megabytes at the
/// most.
pub const SHORT_VALUES: usize = 4_096;

/// Of an interval narrower than `2^-this`, a function with thousands of bits is computed at one end, and the other end follows from
/// how fast it rises: what the square of the width adds to that is nothing beside the width.
pub const NARROW_BITS: isize = 64;

/// Bits of the width of such an interval.
pub const SHORT_BITS: usize = 32;

/// Magnitude of the binary exponent beyond which dyadic arithmetic gives up.
///
/// Twice the range of the doubles: the product of any two of them is still a value.
pub const DYADIC_EXPONENT: i32 = 2200;

/// The precisions to try in turn for a run of `horizon` steps, increasing, in bits.
#[must_use]
pub fn interval_ladder(horizon: u32) -> Vec<u32> {
    let first = INTERVAL_BITS_PER_STEP
        .saturating_mul(horizon)
        .saturating_add(INTERVAL_FIRST_BITS)
        .min(INTERVAL_LATER_BITS[INTERVAL_LATER_BITS.len() - 1]);
    let later = INTERVAL_LATER_BITS.into_iter().filter(|&bits| bits > first);
    std::iter::once(first).chain(later).collect()
}

/// Bits to which the largest eigenvalue of an exact matrix is enclosed at most, relative to the matrix's norm: each
/// costs one exact elimination. So many that it can be told to agree with another number to [`TIE_BITS`], and that an
/// eigenvalue is recognised which is a fraction of numbers with twice the bits of a double.
pub const EIGENVALUE_BITS: u32 = 256;

/// Operations for each cube of the dimension that an eigenvalue counts for: some ten sweeps of Jacobi's method, or
/// as many eliminations as enclosing it mostly takes.
pub const EIGENVALUE_OPERATIONS: usize = 32;

/// How far from the doubles' estimate an eigenvalue is looked for at first, in bits of the matrix's norm: Jacobi's
/// method is good to about fifty.
pub const EIGENVALUE_MARGIN_BITS: isize = 48;

/// What an operation of a program in doubles may be off by, as a power of two: `2^-48` of the result's magnitude is 32 half
/// units in the last place. So a program may reassociate, fuse and round up to 16 times (and twice as often where the errors do
/// not all point one way) where the lecture writes one operation, and a change of a summand by `2^-43` of it is still noticed.
pub const DOUBLE_ALLOWANCE_BITS: u32 = 48;

/// The same for programs in numbers of 32 bits, again 32 half units in the last place.
pub const SINGLE_ALLOWANCE_BITS: u32 = 19;

/// The smallest normal double: what is below may have been flushed to 0 or have lost digits.
pub const DOUBLE_FLOOR: f64 = f64::MIN_POSITIVE;

/// The smallest normal number of 32 bits.
pub const SINGLE_FLOOR: f64 = f32::MIN_POSITIVE as f64;

/// The largest magnitude to which a program in doubles is followed: a quarter of what doubles reach, so that nothing that was within
/// reach is beyond it with the room for rounding.
pub const DOUBLE_REACH: f64 = f64::MAX / 4.0;

/// The same for programs in numbers of 32 bits.
pub const SINGLE_REACH: f64 = f32::MAX as f64 / 4.0;

/// The largest condition number of a linear system that a program's step is judged by: at `2^20` the room for solving it leaves
/// about half of the digits of a double.
pub const LARGEST_CONDITION: f64 = (1_u64 << 20) as f64;

/// How many ways through undecided conditions are followed at a time: more of them say so little that a run is judged up to there.
pub const MOST_ALTERNATIVES: usize = 8;

/// Of the cases on which a program is not the method, a mistake must account for at least this share to be named: where the mistake
/// itself has no value, or leaves the range of the numbers, nothing can be said.
pub const EXPLAINED_SHARE: f64 = 0.75;

/// How many terms of equations the search for what a program is may evaluate in replays before it ends: some tenths of a second. A name that
/// is found by then has been tried on every case, and on as many again.
pub const DIAGNOSIS_COST: u64 = 14_000_000;

/// How many of them may be evaluated by the end of the search for two changes together: the rest is left for changes from step 2 on, which are
/// few.
pub const PAIRS_COST: u64 = 12_000_000;

/// To how many bits numbers must agree to be called one: of 256 that are computed, the rest may be lost to cancellation over a run.
pub const SAMENESS_BITS: u32 = 200;

/// In so many cases at least what steps have in common must be seen, and in no case its contrary, to be said.
pub const PATTERN_CASES: usize = 5;

/// How well the ratio of a program's steps to the method's must be known, relative to itself, to be called one number.
pub const RATIO_WIDTH: f64 = 1e-9;

/// Of the cases of a program, at least this share must be judged: what is said of fewer says too little of the others.
pub const JUDGED_SHARE: f64 = 0.95;

/// By how much, relative to the size of the terms, a recorded run must miss a claim to count as breaking it: a program that is not
/// the method has no right to a sharper reading, and mere rounding over a run stays far below.
pub const BROKEN_SLACK: f64 = 1e-6;

/// On so many cases a program must differ from its method before points are kept for what it is instead: on fewer, two mistakes may
/// look alike by accident.
pub const ENOUGH_TO_NAME: usize = 10;

/// How many exact decisions shrinking a counterexample may take: beyond it the case is small enough.
pub const SHRINK_DECISIONS: usize = 1_500;

/// To how many bits both sides must agree, relative to the largest summand that they were made of, to be called tied where
/// they are not rational: what was lost on the way to them leaves that many of [`TIE_PRECISION`].
pub const TIE_BITS: u32 = 200;

/// Bits of the intervals from which on a tie is called.
///
/// Differences that are not zero and yet that small do come up (an exponential, a method that squares its error with each
/// step), so the first few ties of a claim are tried further, to [`TIE_LAST_BITS`].
pub const TIE_PRECISION: u32 = 512;

/// Bits of the intervals to which the first [`TIES_TRIED`] ties of a claim are tried.
pub const TIE_LAST_BITS: u32 = 32_768;

/// How many ties of a claim are tried to [`TIE_LAST_BITS`]: each may take seconds, and what is equal in four cases and was
/// not made so is not known.
pub const TIES_TRIED: usize = 4;

/// A run whose order of convergence is measured ends once its error is below two to minus this.
///
/// The quotient of logarithms that measures the order `p` of a one-point method is off by about the error itself,
/// that of the secant method by a factor that shrinks 2.6 times a step; at this error it has made a dozen steps.
/// The error after the last step is not below two to minus `p` times this, so for orders up to 3 intervals of
/// 2,048 bits see it.
pub const ORDER_ERROR_BITS: u32 = 600;

/// Bits of the logarithms that an order of convergence is the quotient of: far more than the quotient's distance
/// from its limit is worth, and still cheap.
pub const ORDER_BITS: u32 = 128;

/// A run whose order of convergence is measured ends after so many steps in any case: linear convergence has shown
/// itself long before, and a faster one needs fewer.
pub const ORDER_STEPS: i64 = 64;

/// A case of a claim that measures an order of convergence counts as so many: it is run in thousands of bits.
pub const ORDER_COST: u64 = 50;

/// Below this size, a square in doubles may have lost digits to underflow: far above `2^-1022`, so that nothing made of a few such
/// squares is affected.
pub const SAFE_SQUARE: f64 = 1e-250;

#[cfg(test)]
mod tests {
    use super::interval_ladder;

    #[test]
    fn the_ladder_starts_with_two_bits_a_step() {
        assert_eq!(interval_ladder(0), [128, 512, 2048, 8192]);
        assert_eq!(interval_ladder(100), [328, 512, 2048, 8192]);
    }

    #[test]
    fn the_ladder_increases_for_long_horizons() {
        assert_eq!(interval_ladder(1000), [2128, 8192]);
        assert_eq!(interval_ladder(u32::MAX), [8192]);
    }
}
