//! Handing a mail to a server. The steps are taken one by one, so that the ledger can be told just before the last one: whatever goes wrong earlier, the
//! server has nothing.

use anyhow::{Context, bail, ensure};
use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use std::fmt;
use std::time::Duration;
use url::{Host, Url};

/// The server that takes mail, and whom mail is from.
#[derive(Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    login: Option<(String, String)>,
    /// Whom mail is from.
    pub from: Mailbox,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    /// From the first byte.
    Wrapped,
    /// STARTTLS, or nothing is sent.
    Required,
    /// STARTTLS where it is offered: on this machine alone, or where a person says so.
    Offered,
    /// Never.
    None,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Handed {
    /// The server took it.
    Taken(String),
    /// It did not; it may later.
    Later(String),
    /// It did not, and will not.
    Never(String),
    /// The connection ended after the last byte: nobody knows.
    Unknown(String),
}

/// Without the password.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{} ({:?}) as {}",
            self.host, self.port, self.tls, self.from
        )
    }
}

impl Smtp {
    /// `smtps://user:password@host:port` (TLS from the first byte), or `smtp://…` (STARTTLS, which must be offered but by a server on this machine;
    /// `?tls=offered` and `?tls=none` ask for less). A password given apart goes before one in the URL.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn new(url: &str, password: Option<&str>, from: &str) -> anyhow::Result<Self> {
        let url = Url::parse(url).context("the mail server is no URL like smtps://host:465")?;
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        ensure!(!host.is_empty(), "the mail server has no host");
        let here = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            _ => matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1"),
        };
        let asked = url.query_pairs().find(|(name, _)| name == "tls");
        let tls = match (url.scheme(), asked.as_ref().map(|(_, v)| v.as_ref())) {
            ("smtps", None) => Tls::Wrapped,
            ("smtp", None) if here => Tls::Offered,
            ("smtp", None | Some("required")) => Tls::Required,
            ("smtp", Some("offered")) => Tls::Offered,
            ("smtp", Some("none")) => Tls::None,
            _ => bail!(
                "a mail server is smtps://… or smtp://…, the latter with ?tls=required, offered or none"
            ),
        };
        let port = match (url.port(), tls) {
            (Some(port), _) => port,
            (None, Tls::Wrapped) => 465,
            (None, _) if here => 25,
            (None, _) => 587,
        };
        let plain = |words: &str| percent_decoded(words);
        let user = Some(plain(url.username())).filter(|u| !u.is_empty());
        let password = password
            .map(str::to_owned)
            .or_else(|| url.password().map(plain));
        let login = user.map(|user| (user, password.unwrap_or_default()));
        ensure!(
            login.is_none() || here || tls != Tls::None,
            "a password is not sent to another machine without TLS"
        );
        let from = from
            .parse()
            .with_context(|| format!("{from:?} is no mail address"))?;
        Ok(Smtp {
            host,
            port,
            tls,
            login,
            from,
        })
    }

    /// Hands a mail over; `last` is called before its last byte, and if it fails, nothing is handed over.
    pub(crate) fn hand(
        &self,
        to: &Address,
        mail: &[u8],
        time: Duration,
        last: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<Handed> {
        let mut connection = match self.begin(to, time) {
            Ok(connection) => connection,
            Err(e) => return Ok(said(&e)),
        };
        if let Err(e) = last() {
            connection.abort();
            return Err(e);
        }
        Ok(match connection.message(mail) {
            Ok(response) => {
                let words = response.message().collect::<Vec<_>>().join(" ");
                let _ = connection.quit();
                Handed::Taken(format!("{} {words}", response.code()))
            }
            Err(e) if e.status().is_some() => {
                let _ = connection.quit();
                said(&e)
            }
            Err(e) => {
                connection.abort();
                Handed::Unknown(format!(
                    "the connection ended before the server answered: {e}"
                ))
            }
        })
    }

    /// All steps up to where the server wants to have the mail.
    fn begin(
        &self,
        to: &Address,
        time: Duration,
    ) -> Result<SmtpConnection, lettre::transport::smtp::Error> {
        let tls = TlsParameters::new_rustls(self.host.clone())?;
        let wrapped = (self.tls == Tls::Wrapped).then_some(&tls);
        let me = ClientId::Domain(self.from.email.domain().to_owned());
        let server = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(server, Some(time), &me, wrapped, None)?;
        let offered = self.tls == Tls::Offered && connection.can_starttls();
        if offered || self.tls == Tls::Required {
            connection.starttls(&tls, &me)?;
        }
        if let Some((user, password)) = &self.login {
            let login = Credentials::new(user.clone(), password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &login)?;
        }
        let mut how = Vec::new();
        let info = connection.server_info();
        let is_ascii = to.to_string().is_ascii() && self.from.email.to_string().is_ascii();
        if !is_ascii && info.supports_feature(Extension::SmtpUtfEight) {
            how.push(MailParameter::SmtpUtfEight);
        }
        connection.command(Mail::new(Some(self.from.email.clone()), how))?;
        connection.command(Rcpt::new(to.clone(), Vec::new()))?;
        connection.command(Data)?;
        Ok(connection)
    }
}

fn said(e: &lettre::transport::smtp::Error) -> Handed {
    match e.is_permanent() {
        true => Handed::Never(e.to_string()),
        false => Handed::Later(e.to_string()),
    }
}

fn percent_decoded(words: &str) -> String {
    let query = format!("v={}", words.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(query.as_bytes())
        .next()
        .map(|(_, v)| v.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_what_is_unsafe_is_refused() {
        let from = "Desk „Ö“ <desk@example.org>";
        let smtp = Smtp::new("smtps://a%40b:p%2B+s@mail.example.org", None, from).unwrap();
        assert_eq!((smtp.port, smtp.tls), (465, Tls::Wrapped));
        assert_eq!(smtp.login, Some(("a@b".into(), "p++s".into())));
        assert!(!format!("{smtp:?}").contains("p++s"));
        let smtp = Smtp::new("smtp://mail.example.org", Some("x"), from).unwrap();
        assert_eq!(
            (smtp.port, smtp.tls, smtp.login),
            (587, Tls::Required, None)
        );
        let smtp = Smtp::new("smtp://127.0.0.1:2525", None, from).unwrap();
        assert_eq!((smtp.port, smtp.tls), (2525, Tls::Offered));
        for bad in [
            "http://x",
            "smtp://",
            "smtps://x?tls=none",
            "smtp://u:p@mail.example.org?tls=none",
            "x",
        ] {
            assert!(Smtp::new(bad, None, from).is_err(), "{bad}");
        }
        assert!(Smtp::new("smtp://localhost", None, "no address").is_err());
    }
}
