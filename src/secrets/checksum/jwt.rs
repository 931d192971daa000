//! JSON web tokens (RFC 7519): whether one is one, and what it says of itself.

use serde_json::Value;

use super::decode;
use crate::text::utc;

/// What the header and the payload of a token say.
#[derive(Debug)]
pub(super) struct Claims {
    header: Value,
    payload: Value,
}

/// The token's first two parts, where they are JSON objects and the first names an algorithm
/// (RFC 7515, section 4.1.1: it must).
pub(super) fn parse(token: &[u8]) -> Option<Claims> {
    let mut parts = token.split(|&byte| byte == b'.');
    let header = decode::json(parts.next()?)?;
    let payload = decode::json(parts.next()?)?;
    parts.next()?;
    let named = header.get("alg").is_some_and(Value::is_string);
    (named && payload.is_object()).then_some(Claims { header, payload })
}

impl Claims {
    /// `unsigned (alg none), Kubernetes service account app/default, expired 2018-01-18T01:30:22Z`:
    /// what there is of it. Nothing here is longer than a name may be.
    pub(super) fn note(&self, now: i64) -> Option<String> {
        let said = [self.unsigned(), self.whose(), self.end(now)];
        let said: Vec<_> = said.into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    fn unsigned(&self) -> Option<String> {
        let alg = self.header.get("alg")?.as_str()?;
        alg.eq_ignore_ascii_case("none")
            .then(|| "unsigned (alg none)".to_owned())
    }

    fn whose(&self) -> Option<String> {
        let issuer = self.payload.get("iss").and_then(Value::as_str)?;
        if let Some(account) = self.service_account() {
            return Some(format!("Kubernetes service account {account}"));
        }
        if issuer == "supabase" {
            let role = self.payload.get("role").and_then(Value::as_str)?;
            return Some(format!("Supabase role {}", name(role)));
        }
        Some(format!("issued by {}", name(issuer)))
    }

    /// `namespace/name`, of the bound or of the old kind (Kubernetes' documentation, "Managing
    /// Service Accounts").
    fn service_account(&self) -> Option<String> {
        let subject = self.payload.get("sub").and_then(Value::as_str)?;
        let account = subject.strip_prefix("system:serviceaccount:")?;
        Some(name(&account.replace(':', "/")))
    }

    fn end(&self, now: i64) -> Option<String> {
        let end = self.payload.get("exp")?;
        let end = end
            .as_i64()
            .or_else(|| end.as_f64().map(|end| end as i64))?;
        let verb = if end <= now { "expired" } else { "expires" };
        Some(format!("{verb} {}", utc(end, 0)))
    }
}

/// A name out of a token: its first 60 characters.
fn name(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::super::decode::tests::encode;
    use super::*;

    fn token(header: &str, payload: &str) -> String {
        let (header, payload) = (encode(header.as_bytes()), encode(payload.as_bytes()));
        format!("{header}.{payload}.made-up-signature")
    }

    #[test]
    fn only_two_objects_and_an_algorithm_make_a_token() {
        for (header, payload, good) in [
            (r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"sub":"1"}"#, true),
            (r#"{"alg":"HS256"}"#, "{}", true),
            (r#"{"typ":"JWT"}"#, "{}", false),
            (r#"{"alg":"HS256"}"#, "[1]", false),
            (r#"{"alg":"HS256""#, "{}", false),
        ] {
            assert_eq!(
                parse(token(header, payload).as_bytes()).is_some(),
                good,
                "{header}"
            );
        }
        assert!(
            parse(b"eyJhbGciOiJub25lIn0.e30").is_none(),
            "two parts only"
        );
    }

    #[test]
    fn what_it_says_of_itself() {
        let plain = r#"{"alg":"HS256"}"#;
        for (header, payload, said) in [
            (plain, r#"{"sub":"1"}"#, None),
            (
                plain,
                r#"{"exp":1516239022}"#,
                Some("expired 2018-01-18T01:30:22Z"),
            ),
            (
                plain,
                r#"{"exp":4102444800.5}"#,
                Some("expires 2100-01-01T00:00:00Z"),
            ),
            (
                r#"{"alg":"none"}"#,
                r#"{"iss":"me"}"#,
                Some("unsigned (alg none), issued by me"),
            ),
            (
                plain,
                r#"{"iss":"supabase","role":"service_role"}"#,
                Some("Supabase role service_role"),
            ),
            (
                plain,
                r#"{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:app:default"}"#,
                Some("Kubernetes service account app/default"),
            ),
        ] {
            let token = token(header, payload);
            let note = parse(token.as_bytes()).and_then(|claims| claims.note(1_700_000_000));
            assert_eq!(note.as_deref(), said, "{payload}");
        }
    }
}
