//! Signatures of calls, as the Standard Webhooks specification has them: HMAC-SHA256 over `id.timestamp.body`, in base64 after `v1,`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

fn mac(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap_or(secret))
        .ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Some(mac)
}

/// The signature of a call; none if the secret is no base64.
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let code = mac(secret, id, timestamp, body)?.finalize().into_bytes();
    Some(format!("v1,{}", STANDARD.encode(code)))
}

/// Whether one of the signatures of a call, parted by blanks, is right; compared in constant time.
pub fn verify(secret: &str, id: &str, timestamp: i64, body: &[u8], signatures: &str) -> bool {
    signatures.split(' ').any(|one| {
        let code = one
            .strip_prefix("v1,")
            .and_then(|c| STANDARD.decode(c).ok());
        match (code, mac(secret, id, timestamp, body)) {
            (Some(code), Some(mac)) => mac.verify_slice(&code).is_ok(),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_is_signed_as_it_says() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let body = br#"{"test": 2432232314}"#;
        let signature = sign(secret, id, 1_614_265_330, body).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(verify(
            secret,
            id,
            1_614_265_330,
            body,
            &format!("v1,AAAA {signature}")
        ));
        assert!(!verify(secret, id, 1_614_265_331, body, &signature));
        assert!(sign("whsec_?", id, 0, body).is_none());
    }
}
