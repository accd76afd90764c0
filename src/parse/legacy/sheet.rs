//! The legacy form on pages: words with geometry.

use super::super::builder::Builder;
use crate::layout::Layout;
use crate::spec::form::FormSpec;

/// Reads a return from its pages.
pub(super) fn read(_spec: &FormSpec, _builder: &mut Builder, _layout: &Layout) {}
