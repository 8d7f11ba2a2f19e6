// The help texts: the common ways first.

export const GENERAL = `Opens AI Gateway logs that Cloudflare Logpush exported.

  logpush-decrypt -k private.pem -o opened.ndjson logs/        a folder of logs into one file
  logpush-decrypt -k private.pem 20260418.log.gz | jq .Model   one log, to another program
  logpush-decrypt conversations -k private.pem logs/           what was said: questions, answers, tools, tokens
  logpush-decrypt usage -k private.pem --by Model logs/        tokens and estimated costs
  logpush-decrypt export --to parquet -k private.pem -o logs.parquet logs/
                                                               for other programs: CSV, Parquet, OpenTelemetry …
  logpush-decrypt reseal --for public.pem -k private.pem -o shared.log.gz logs/
                                                               the same records, sealed for a colleague's key
  logpush-decrypt inspect logs/                                what is in them, without a key
  logpush-decrypt keygen -o keys/                              a key pair, to begin with
  logpush-decrypt serve                                        the page, to look at logs

Commands: decrypt (need not be named), conversations, usage, export, reseal, inspect, keygen, serve.
'logpush-decrypt COMMAND --help' has the details, 'logpush-decrypt --version' the version.
`;

/** How the work is done: options of the commands that write records. */
const RUNNING = `  -j, --jobs N             workers (default: one a core)
      --engine auto|native|wasm
                           what does the RSA operations: the faster one, node:crypto or WebAssembly (default: auto)
      --strict             unwraps every wrapped key, so that a damaged one is always reported
      --max-record SIZE    longer records are rejected: from 1MiB to 1GiB (default: 32MiB)
      --passphrase-file FILE
                           a file whose first line is the passphrase of the keys
  -q, --quiet              no progress, no closing words
`;

const INPUT = `  INPUT                    a file, a folder with files at any depth, or - for the standard input; gzip,
                           Zstandard or text. ZIP and tar archives, also compressed, are read like folders. In
                           folders hidden files (.NAME) and __MACOSX are passed over
`;

const WHERE = `FILTER is the language of the page: 'status:4xx -provider:openai', 'model:claude or "some words"',
'status:429,500', 'model=gpt-4o', 'time:2026-04-18'. Of bodies it knows tokens, input, output, cost, tool, stop, error,
user, assistant, system and metadata.NAME: 'tokens:>4000', 'metadata.team:blue error:rate_limit'. FILTER.md, beside the
package's README, has all of it. What plain fields decide is decided before anything is decrypted.
`;

const PRICES = `      --prices FILE        a list of prices in place of the built-in one, of the same form; filters go by it too
`;

const MASK = `      --mask KIND[,KIND]   masks values: email, secret, card, iban, or all; also a pattern of your own, /REGEX/;
                           several times for several patterns. SHARING.md, beside the package's README, has what is
                           found, and what is not: names, postal addresses, phone numbers
`;

const OPENING = `  -k, --key FILE           a private key, of whatever form; several times if it was changed
  -o, --output FILE        where the result goes; there whole or not at all
      --where FILTER       only records that match; see below
${MASK}      --json               JSON, on a terminal too
${PRICES}      --rejects FILE       keeps what is no record, as it is
      --report FILE        counts, errors and warnings, as JSON
${RUNNING}
${WHERE}
Keys and exit codes are those of decrypt: 'logpush-decrypt decrypt --help'.
`;

const CONVERSATIONS = `Says what was said: one line of JSON a record, with messages, tools, the answer, tokens and errors in one form for
all providers, and the record's plain fields beside it. On a terminal: time, model and user, the last question, the
answer or the error, tokens and estimated cost.

  logpush-decrypt conversations -k private.pem logs/ | jq -r .output.text
  logpush-decrypt conversations -k private.pem --where 'error:rate_limit' logs/
  logpush-decrypt conversations -k private.pem --threads logs/

logpush-decrypt conversations [OPTIONS] INPUT ...

${INPUT}      --threads            finds which requests continue which: each line has its 'thread', and the file and line that
                           it 'continues'. On a terminal the requests of a thread are shown as one
${OPENING}`;

const USAGE = `Adds up records, errors, tokens and estimated costs, by fields of the records: a table on a terminal, and one JSON
object elsewhere. Costs are an estimate by a list of prices; records without a price are counted.

  logpush-decrypt usage -k private.pem --by Provider --by Model logs/
  logpush-decrypt usage -k private.pem --by day --by Model --where 'model:gpt' logs/
  logpush-decrypt usage -k private.pem --by metadata.team --where 'tokens:>4000' logs/ | jq .total

logpush-decrypt usage [OPTIONS] INPUT ...

${INPUT}      --by FIELD           groups by a plain field, metadata.NAME, tool, stop, error, family, day or hour; several
                           times for several levels. A record is counted under each tool that it calls, and
                           once in the total
${OPENING}`;

const EXPORT = `Writes records in a form that other programs read.

  logpush-decrypt export --to parquet -k private.pem -o logs.parquet logs/
  logpush-decrypt export --to csv --columns time,model,metadata.team,costUsd -k private.pem -o costs.csv logs/
  logpush-decrypt export --to otlp --where 'status:>=400' -k private.pem -o spans.jsonl logs/

logpush-decrypt export --to FORM [OPTIONS] INPUT ...

${INPUT}      --to FORM            ndjson      lines of JSON: decrypted records as they are, or objects with the columns
                           csv         a table; what a spreadsheet would take for a formula gets an apostrophe in front
                           parquet     a table with types, for DuckDB, pandas, Spark
                           otlp        spans of OpenTelemetry's conventions for generative AI, a request a line
                           chat-jsonl  examples for fine-tuning, in OpenAI's form; records that are not a question
                                       with a complete answer are left out, and counted
                           markdown    conversations, to read
      --columns NAME,...   of ndjson, csv and parquet: file, line, time, provider, model, endpoint, status, cached,
                           error, stop, family, inputTokens, cachedInput, cacheWrite, outputTokens, reasoning, costUsd,
                           tools, toolCalls, question, answer, messages, output, request, response, metadata,
                           metadata.NAME, and each plain field by its name, such as Gateway. EXPORTS.md, beside the
                           package's README, says what they are
${OPENING.replace(/ {6}--json .*\n/, "")}`;

const DECRYPT = `Opens logs: one line of JSON a record, in the order of the input, to the standard output or to a file.

  logpush-decrypt -k private.pem -o opened.ndjson logs/
  logpush-decrypt -k old.pem -k new.pem --report report.json --rejects rejects.txt -o opened.ndjson logs/
  cat *.log.gz | logpush-decrypt -k private.pem - | jq .

logpush-decrypt [decrypt] [OPTIONS] INPUT ...

${INPUT}  -k, --key FILE           a private key in any format; repeat it for several keys
  -o, --output FILE        where the records go; the file appears complete or not at all
      --rejects FILE       keeps what is not a record, unchanged
      --report FILE        counts, errors and warnings, as JSON
      --where FILTER       only records that match; see below
${PRICES}${MASK}      --body text|json     writes decrypted texts as strings, or as JSON where they are JSON (default: text)
${RUNNING}
${WHERE}
A FILE whose name ends in .gz is compressed. It never replaces an input, or anything that holds encrypted fields: name
another, or delete what is there. An output of an earlier run is replaced, unless fields of it stayed encrypted.

A key can also be in the variable LOGPUSH_PRIVATE_KEY, its passphrase in LOGPUSH_PASSPHRASE; on a terminal it is
asked for. Exit code: 0 all opened; 1 something stayed sealed, was rejected or damaged; 2 usage, or a key or an
input cannot be read; 130 interrupted.
`;

const RESEAL = `Seals records again for somebody else's public key, so that they can be handed on: the same records, of which each
sealed field is sealed for the other key, and all else stays as it was. The other opens them with their own private key.

  logpush-decrypt reseal --for alice.pem -k private.pem -o shared.log.gz logs/
  logpush-decrypt reseal --for alice.pem -k private.pem --mask all --where 'status:>=400' -o shared.ndjson logs/

logpush-decrypt reseal [OPTIONS] INPUT ...

${INPUT}      --for FILE           the public key to seal for: SPKI, PKCS#1, a certificate or a JWK, in PEM or DER
  -k, --key FILE           a private key that opens the records; repeat it for several keys
  -o, --output FILE        where the records go; the file appears complete or not at all
${MASK}      --where FILTER       only records that match; see below
${PRICES}      --rejects FILE       keeps what is not a record, unchanged and not masked
      --report FILE        counts, errors and warnings, as JSON
${RUNNING}
A record is left out, and the exit code is 1, if one of its fields cannot be decrypted, if nothing in it is sealed, or
if a body or the metadata stands in it in the clear. Nothing that was sealed is written in the clear.

${WHERE}
Keys and exit codes are those of decrypt: 'logpush-decrypt decrypt --help'.
`;

const KEYGEN = `Makes a key pair: private.pem and public.pem. Overwrites nothing.

  logpush-decrypt keygen -o keys/

logpush-decrypt keygen [OPTIONS]

      --bits 2048|3072|4096   the size (default: 4096)
  -o, --output FOLDER         the folder for both files (default: the current one); created if it does not exist
      --passphrase-file FILE  a file whose first line is the passphrase that locks the private key;
                              or put it into the variable LOGPUSH_PASSPHRASE
`;

const INSPECT = `Shows what is in logs, without a key: files, records, sealed fields, sizes of wrapped keys, and how often each value
of the plain fields occurs. It prints a table on a terminal and one JSON object elsewhere.

  logpush-decrypt inspect logs/ | jq .fields.Model

logpush-decrypt inspect [OPTIONS] INPUT ...

${INPUT}      --json               JSON, on a terminal too
      --where FILTER       only records whose plain fields match, such as 'status:>=400 provider:openai'
  -q, --quiet              no progress, no faults listed; the exit code still shows them

A key of 4096 bits opens wrapped keys of 512 bytes, 3072 bits 384, 2048 bits 256.
`;

const SERVE = `Serves the page on 127.0.0.1, for this machine alone, until Ctrl-C.

  logpush-decrypt serve

logpush-decrypt serve [OPTIONS]

  -p, --port N             the port (default: 8787; 0 takes any that is free)
`;

export const HELP = {
  decrypt: DECRYPT,
  conversations: CONVERSATIONS,
  usage: USAGE,
  export: EXPORT,
  reseal: RESEAL,
  keygen: KEYGEN,
  inspect: INSPECT,
  serve: SERVE,
};
