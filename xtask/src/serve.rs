//! A server of one file on this machine alone.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Response, Server};

use crate::shell::root;

pub const DEFAULT_PORT: u16 = 8787;

/// Serves `dist/index.html` on 127.0.0.1 until it is stopped.
pub fn serve(port: u16) -> Result<()> {
    let page = fs::read(root().join("dist/index.html")).context("dist/index.html cannot be read")?;
    let file = root().join("dist/hosting/headers.json");
    let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let headers = headers(&text)?;
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| anyhow!("port {port} cannot be used ({error}); try: cargo xtask serve --port {}", port ^ 1))?;
    println!("\nThe page is at http://127.0.0.1:{port}/ (Ctrl-C stops it)");
    answer(&server, &page, &headers);
    Ok(())
}

/// Answers with the page, and with nothing else, until the server is unblocked. Every answer has the page's policy: a
/// window of the same origin with another one could send what the page may not. (What is not HTTP is answered by the
/// server itself. No browser sends that.)
fn answer(server: &Server, page: &[u8], headers: &[Header]) {
    for request in server.incoming_requests() {
        let (status, kind, body) = match request.url().split('?').next() {
            Some("/" | "/index.html") => (200, "text/html", page),
            _ => (404, "text/plain", &b"There is nothing but the page, at /.\n"[..]),
        };
        let mut response = Response::from_data(body).with_status_code(status);
        for header in header("Content-Type", &format!("{kind}; charset=utf-8")).iter().chain(headers) {
            response.add_header(header.clone());
        }
        // A browser that went away is its own affair.
        let _ = request.respond(response);
    }
}

/// The headers of any host of the page, as the build left them beside it.
fn headers(json: &str) -> Result<Vec<Header>> {
    let headers: BTreeMap<String, String> = serde_json::from_str(json).context("the page's headers cannot be read")?;
    headers.iter().map(|(name, value)| header(name, value)).collect()
}

fn header(name: &str, value: &str) -> Result<Header> {
    Header::from_bytes(name, value).map_err(|()| anyhow!("{name}: {value} is no header"))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::thread::scope;

    use super::*;

    #[test]
    fn every_answer_has_the_headers() {
        let server = Server::http("127.0.0.1:0").expect("a server");
        let address = server.server_addr().to_ip().expect("an address");
        let headers = headers(r#"{"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer"}"#);
        let headers = headers.expect("headers");
        let ask = |first: &str| {
            let mut stream = TcpStream::connect(address).expect("a connection");
            write!(stream, "{first} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("an answer");
            answer
        };
        let long = format!("GET /{}", "a".repeat(100_000));
        let answers = scope(|scope| {
            scope.spawn(|| answer(&server, b"the page", &headers));
            let asked = ["GET /", "HEAD /index.html", "GET /?x", "GET /missing", "POST /cli.js", &long].map(ask);
            server.unblock();
            asked
        });
        let statuses = answers.each_ref().map(|answer| answer.split_whitespace().nth(1).expect("a status"));
        assert_eq!(statuses, ["200", "200", "200", "404", "404", "404"]);
        assert!(answers[0].ends_with("\r\n\r\nthe page"), "{}", answers[0]);
        for answer in &answers {
            assert!(answer.contains("\r\nContent-Security-Policy: default-src 'none'\r\n"), "{answer}");
            assert!(answer.contains("\r\nReferrer-Policy: no-referrer\r\n"), "{answer}");
        }
    }
}
