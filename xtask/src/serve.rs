//! A server of one file on this machine alone.

use std::fs;

use anyhow::{Context, Result, anyhow};
use tiny_http::{Header, Response, Server};

use crate::shell::root;

pub const DEFAULT_PORT: u16 = 8787;

/// Serves `dist/index.html` on 127.0.0.1 until it is stopped.
pub fn serve(port: u16) -> Result<()> {
    let page = fs::read(root().join("dist/index.html")).context("dist/index.html cannot be read")?;
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| anyhow!("port {port} cannot be used ({error}); try: cargo xtask serve --port {}", port ^ 1))?;
    println!("\nThe page is at http://127.0.0.1:{port}/ (Ctrl-C stops it)");
    let header = Header::from_bytes("Content-Type", "text/html; charset=utf-8").map_err(|()| anyhow!("no header"))?;
    for request in server.incoming_requests() {
        let response = match request.url().split('?').next() {
            Some("/" | "/index.html") => Response::from_data(page.clone()).with_header(header.clone()),
            _ => Response::from_data("not found").with_status_code(404),
        };
        // A browser that went away is its own affair.
        let _ = request.respond(response);
    }
    Ok(())
}
