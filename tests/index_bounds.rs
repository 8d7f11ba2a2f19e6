//! The index against input that is made to be large: what is held at once, and what a table holds, is bounded, and
//! what is left out is counted.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use logpush_decrypt::Settings;
use logpush_decrypt::testing::index::{Cell, Chunk, Indexer, Kind, Room, Summary, Table, Value};

/// What `gzip -9` makes of a text.
fn gzip(text: &str) -> Vec<u8> {
    let spawned = Command::new("gzip").args(["-9", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.expect("the gzip command");
    let mut stdin = child.stdin.take().expect("a pipe");
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(text.as_bytes()).expect("gzip reads"));
        child.wait_with_output().expect("gzip ends").stdout
    })
}

/// The chunks of a file that is pushed in these pieces, each as long as it crosses from thread to thread.
fn chunks(file: &[u8], piece: usize, mut show: impl FnMut(Chunk, usize)) {
    let mut indexer = Indexer::new(Settings::default());
    let mut take = |indexer: &mut Indexer| {
        loop {
            let found = indexer.take();
            let bytes = found.chunk.to_bytes();
            show(Chunk::from_bytes(&bytes).expect("what was just made"), bytes.len());
            if !found.more {
                break;
            }
        }
    };
    for bytes in file.chunks(piece) {
        indexer.push(bytes.to_vec());
        take(&mut indexer);
    }
    indexer.finish();
    take(&mut indexer);
}

/// The table and the summary of one file.
fn index(file: &[u8], room: Room) -> (Table, Summary) {
    let (mut table, mut summary) = (Table::with_room(room), Summary::default());
    table.add_file("a");
    chunks(file, 1 << 20, |chunk, _| {
        summary.add(&chunk).expect("a chunk");
        table.append(chunk).expect("a chunk that fits");
    });
    (table, summary)
}

#[test]
fn a_slice_that_holds_a_million_records_is_handed_out_in_parts() {
    let tiny: String = "{}\n".repeat(500_000) + &"{\"a\":1}\n".repeat(500_000);
    let long = format!("{{\"a\":\"{}\"}}\n", "x".repeat(200)).repeat(100_000);
    let rejected = "x\n".repeat(3_000_000);
    for (text, records, lines) in [(tiny, 1_000_000, 0), (long, 100_000, 0), (rejected, 0, 3_000_000)] {
        let file = gzip(&text);
        assert!(file.len() < 1 << 20, "one slice");
        for piece in [usize::MAX, 10_000] {
            let (mut all, mut rejects) = (0, 0);
            chunks(&file, piece, |chunk, bytes| {
                assert!(chunk.records() <= 1 << 16, "{}", chunk.records());
                assert!(chunk.rejected() <= 1 << 20, "{}", chunk.rejected());
                assert!(bytes <= 10 << 20, "{bytes}");
                all += chunk.records();
                rejects += chunk.rejected();
            });
            assert_eq!((all, rejects), (records, lines));
        }
    }
}

#[test]
fn a_table_holds_the_first_records_and_counts_the_others() {
    let text: String = (0..300_000).fold(String::new(), |mut text, record| {
        let _ = writeln!(text, "{{\"n\":{record}}}");
        text
    });
    let file = gzip(&text);
    let (table, summary) = index(&file, Room { lines: 200_000, ..Room::default() });
    assert_eq!((table.records(), table.not_held()), (3 << 16, 300_000 - (3 << 16)));
    assert_eq!(summary.records(), 300_000, "what is only counted has no such limit");
    let last = Value { kind: Kind::Number, text: "196607" };
    assert_eq!(table.columns()[0].cell((3 << 16) - 1), Cell::Plain(last));
    assert_eq!(table.place(table.records() - 1).map(|place| place.line), Some(3 << 16));
    // Once some did not fit, no later ones come in their place.
    let (mut table, _) = index(&file, Room { lines: 200_000, ..Room::default() });
    let mut one = Indexer::new(Settings::default());
    one.push(b"{}\nx\n".to_vec());
    table.add_file("b");
    table.append(one.take().chunk).expect("a chunk");
    assert_eq!((table.records(), table.not_held()), (3 << 16, 300_002 - (3 << 16)));
    let room = Room { bytes: 4 << 20, ..Room::default() };
    let (table, _) = index(&file, room);
    assert!(table.not_held() > 0);
    assert!(table.bytes() < room.bytes + (8 << 20), "{}", table.bytes());
    // Lines that are no records take their place as well.
    let (table, _) = index(&gzip(&"x\n".repeat(300_000)), Room { lines: 200_000, ..Room::default() });
    assert_eq!((table.files()[0].rejected.len() as u64 + table.not_held(), table.not_held()), (300_000, 300_000));
}

/// Records with a thousand fields each, none of which another record has.
fn different_fields(records: usize) -> String {
    (0..records).fold(String::new(), |mut text, record| {
        text.push('{');
        for field in 0..1000 {
            let _ = write!(text, "{}\"r{record}f{field}\":{field}", if field == 0 { "" } else { "," });
        }
        text.push_str("}\n");
        text
    })
}

#[test]
fn a_million_different_fields_are_counted_and_a_thousand_are_columns() {
    let text = different_fields(1000);
    let (table, summary) = index(&gzip(&text), Room::default());
    assert_eq!((table.records(), summary.records()), (1000, 1000));
    assert!(table.columns().len() <= 1024 && summary.fields().len() <= 1024);
    let held: u64 = table.columns().iter().map(|column| column.counts().plain).sum();
    assert_eq!(held + table.left_out(), 1_000_000);
    let counted: u64 = summary
        .fields()
        .iter()
        .flat_map(logpush_decrypt::testing::index::FieldSummary::values)
        .map(|(_, count)| count)
        .sum();
    assert_eq!(counted + summary.left_out(), 1_000_000);
    assert!(table.bytes() < 1 << 20, "{}", table.bytes());
}

#[test]
fn a_thousand_and_twenty_four_columns_are_the_most() {
    let record = |first: usize, fields: usize| {
        let members: Vec<_> = (first..first + fields).map(|field| format!("\"f{field}\":{field}")).collect();
        format!("{{{}}}\n", members.join(","))
    };
    // In one part.
    let (table, summary) = index(record(0, 1025).as_bytes(), Room::default());
    assert_eq!((table.columns().len(), table.left_out()), (1024, 1));
    assert_eq!((summary.fields().len(), summary.left_out()), (1024, 1));
    // In two, of which the second has fields of the first as well.
    let (mut table, mut summary) = (Table::default(), Summary::default());
    for text in [record(0, 1000), record(990, 100)] {
        table.add_file("a");
        chunks(text.as_bytes(), usize::MAX, |chunk, _| {
            summary.add(&chunk).expect("a chunk");
            table.append(chunk).expect("a chunk");
        });
    }
    assert_eq!((table.columns().len(), table.left_out()), (1024, 66));
    assert_eq!((summary.fields().len(), summary.left_out()), (1024, 66));
    let plain = |text| Cell::Plain(Value { kind: Kind::Number, text });
    assert_eq!((table.columns()[995].cell(1), table.columns()[1023].cell(1)), (plain("995"), plain("1023")));
}

#[test]
fn a_record_of_16_mib_of_members_costs_its_own_reading() {
    let same = format!("{{{}\"b\":2}}\n", "\"a\":1,".repeat((16 << 20) / 6 - 10));
    let (table, _) = index(same.as_bytes(), Room::default());
    let cells: Vec<_> = table.columns().iter().map(|column| (column.name(), column.cell(0))).collect();
    let plain = |text| Cell::Plain(Value { kind: Kind::Number, text });
    assert_eq!(cells, [("a", plain("1")), ("b", plain("2"))]);
    assert_eq!(table.left_out(), 0);
    let members: Vec<_> = (0..1_000_000).map(|field| format!("\"{field}\":1")).collect();
    let (table, _) = index(format!("{{{}}}", members.join(",")).as_bytes(), Room::default());
    assert_eq!((table.columns().len() as u64 + table.left_out(), table.records()), (1_000_000, 1));
    assert!(table.bytes() < 1 << 20, "{}", table.bytes());
}

#[test]
fn memory_of_a_table_follows_what_is_in_its_records() {
    // Seven regular fields.
    let regular = |records: usize| {
        (0..records).fold(String::new(), |mut text, record| {
            let _ = writeln!(
                text,
                "{{\"Cached\":{},\"Endpoint\":\"/v1/{}\",\"Gateway\":\"g{}\",\"Model\":\"m{}\",\"Provider\":\"p{}\",\"RateLimited\":false,\"StatusCode\":{}}}",
                record % 3 == 0,
                record % 5,
                record % 2,
                record % 40,
                record % 9,
                200 + record % 7
            );
            text
        })
    };
    let (table, _) = index(regular(200_000).as_bytes(), Room::default());
    let columns: usize = table.columns().iter().map(logpush_decrypt::testing::index::Column::bytes).sum();
    assert!((7 * 200_000..7 * 220_000).contains(&columns), "{columns}");
    // A thousand fields, each of which one of a thousand records has.
    let rare: String = (0..100_000).fold(String::new(), |mut text, record| {
        let _ = writeln!(text, "{{\"f{}\":{record}}}", record % 1000);
        text
    });
    let mut table = Table::default();
    for part in rare.as_bytes().chunks(rare.len()) {
        table.add_file("a");
        chunks(part, 1 << 12, |chunk, _| table.append(chunk).expect("a chunk"));
    }
    let held: u64 = table.columns().iter().map(|column| column.counts().plain).sum();
    assert_eq!((table.columns().len(), held + table.left_out()), (1000, 100_000));
    let bytes = table.bytes();
    println!("1,000 rare fields over 100,000 records: {bytes} bytes");
    assert!(bytes < 12_000_000, "{bytes}");
}
