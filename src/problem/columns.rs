//! Separable parabolas column by column, for the innermost loops.

use super::axis::Axis;
use super::family::functions::half;
use crate::numeric::{Arithmetic, Fault};

/// The coordinates' numbers in one list each.
#[derive(Debug, Clone)]
pub(super) struct Columns<N> {
    curvatures: Vec<N>,
    centres: Vec<N>,
    reflectors: Vec<N>,
    /// Which curvatures are 0.
    flat: Vec<bool>,
    /// Whether some are.
    any_flat: bool,
}

impl<N> Default for Columns<N> {
    fn default() -> Self {
        Self { curvatures: Vec::new(), centres: Vec::new(), reflectors: Vec::new(), flat: Vec::new(), any_flat: false }
    }
}

impl<N: Clone> Columns<N> {
    /// Takes the numbers of some coordinates in place of those there are.
    pub(super) fn fill(&mut self, axes: &[Axis<N>]) {
        self.any_flat = axes.iter().any(|axis| axis.flat);
        self.flat.clear();
        self.flat.extend(axes.iter().map(|axis| axis.flat));
        for (column, entry) in [
            (&mut self.curvatures, (|axis| &axis.curvature) as fn(&Axis<N>) -> &N),
            (&mut self.centres, |axis| &axis.centre),
            (&mut self.reflectors, |axis| &axis.reflector),
        ] {
            column.clear();
            column.extend(axes.iter().map(|axis| entry(axis).clone()));
        }
    }

    /// The sum of the profiles. The choices are made outside the loops, which are the innermost ones.
    pub(super) fn value<A: Arithmetic<Number = N>>(&self, a: &A, w: &[N], projection: Option<&N>) -> Result<N, Fault> {
        if projection.is_none()
            && !self.any_flat
            && let Some(sum) = a.parabolas(w, &self.centres, &self.curvatures)
        {
            return Ok(sum);
        }
        let columns = w.iter().zip(&self.centres).zip(&self.curvatures).zip(&self.reflectors).zip(&self.flat);
        let mut sum = a.integer(0);
        let mut add = |k: &N, z: N| {
            sum = a.add(&sum, &half(a, &a.mul(k, &a.mul(&z, &z)?)?)?)?;
            Ok(())
        };
        match projection {
            None => {
                for ((((w, c), k), _), _) in columns.filter(|(_, flat)| !**flat) {
                    add(k, a.sub(w, c)?)?;
                }
            }
            Some(p) => {
                for ((((w, c), k), r), _) in columns.filter(|(_, flat)| !**flat) {
                    add(k, a.sub(&a.sub(w, c)?, &a.mul(p, r)?)?)?;
                }
            }
        }
        Ok(sum)
    }

    /// The derivative of each profile, before the reflection.
    pub(super) fn slopes<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        w: &[N],
        projection: Option<&N>,
        out: &mut [N],
    ) -> Result<(), Fault> {
        let columns = w.iter().zip(&self.centres).zip(&self.curvatures);
        match projection {
            None if a.lines(w, &self.centres, &self.curvatures, out) => {}
            None => {
                for (out, ((w, c), k)) in out.iter_mut().zip(columns) {
                    *out = a.mul(k, &a.sub(w, c)?)?;
                }
            }
            Some(p) => {
                for ((out, ((w, c), k)), r) in out.iter_mut().zip(columns).zip(&self.reflectors) {
                    *out = a.mul(k, &a.sub(&a.sub(w, c)?, &a.mul(p, r)?)?)?;
                }
            }
        }
        if self.any_flat {
            // Where the curvature is 0, so is the slope, however far away.
            for (out, flat) in out.iter_mut().zip(&self.flat) {
                if *flat {
                    *out = a.integer(0);
                }
            }
        }
        Ok(())
    }
}
