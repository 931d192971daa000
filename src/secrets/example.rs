pub(super) fn of_value(_v: &[u8]) -> Option<&'static str> {
    None
}
