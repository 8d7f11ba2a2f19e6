//! The TypeScript types of the boundary, which stand in `types/*.d.ts` and are checked there by `tsc`. Each of
//! them is what one of the `…Object` structs of this module serializes to.

use wasm_bindgen::prelude::*;

/// The declarations of a file, without the imports that it may begin with: in the generated file, all declarations
/// stand together. An empty line ends the imports.
#[allow(dead_code, reason = "used by what `wasm_bindgen` makes of the sections, where the lint does not look")]
const fn declarations(file: &str) -> &str {
    const IMPORT: &[u8] = b"import ";
    let bytes = file.as_bytes();
    let mut at = 0;
    while at < IMPORT.len() {
        if bytes[at] != IMPORT[at] {
            return file;
        }
        at += 1;
    }
    while bytes[at] != b'\n' || bytes[at + 1] != b'\n' {
        at += 1;
    }
    file.split_at(at + 2).1
}

macro_rules! types {
    ($($feature:literal $name:ident $file:literal,)*) => {
        $(
            #[cfg(feature = $feature)]
            #[wasm_bindgen(typescript_custom_section)]
            const $name: &str = declarations(include_str!(concat!("types/", $file)));
        )*
    };
}

types! {
    "core-module" FAULT "fault.d.ts",
    "core-module" SETTINGS "settings.d.ts",
    "core-module" ENGINE "engine.d.ts",
    "core-module" KEYS "keys.d.ts",
    "core-module" LINES "lines.d.ts",
    "core-module" OPENED "opened.d.ts",
    "core-module" SPLIT "split.d.ts",
    "core-module" INDEXED "indexed.d.ts",
    "core-module" SUMMARY "summary.d.ts",
    "explorer-module" SEARCHED "searched.d.ts",
    "explorer-module" TABLE "table.d.ts",
}
