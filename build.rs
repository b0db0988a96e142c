//! Bundles `web/` and hands the files to the compiler, so that the program is one file.
//!
//! npm is the slow part, so nothing is done twice: packages are installed only when the lock file
//! differs from the one that `web/node_modules` was made from, and the bundle is made only when a
//! source differs. Cargo's own check goes by modification time and forgets at a checkout; both
//! stamps here go by content.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io};

/// What a developer reads when the front end cannot be built: what happened, then what to type.
type Trouble = String;

const INSTALL_NODE: &str = "Node.js 20 or newer with npm is needed to build the pages.\n\
    Debian, Ubuntu: sudo apt-get install nodejs npm\n\
    macOS: brew install node\n\
    Windows: winget install OpenJS.NodeJS.LTS";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    for input in ["package.json", "package-lock.json", ".npmrc", "bundle.mjs", "src"] {
        println!("cargo::rerun-if-changed=web/{input}");
    }
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            for line in trouble.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Trouble> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo set no OUT_DIR")?);
    let web = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo set no folder")?).join("web");
    let dist = out.join("web");

    let packages = digest(&[web.join("package.json"), web.join("package-lock.json")])?;
    let mut sources = vec![web.join("bundle.mjs"), web.join("package-lock.json")];
    collect(&web.join("src"), &mut sources)?;
    sources.sort();
    let sources = digest(&sources)?;

    let bundled = dist.join("stamp");
    if !stamped(&bundled, &sources) {
        let installed = web.join("node_modules").join(".kafka-workbench");
        if !stamped(&installed, &packages) {
            run(&web, npm(), &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
            fs::write(&installed, &packages).map_err(|e| at(&installed, &e))?;
        }
        if dist.exists() {
            fs::remove_dir_all(&dist).map_err(|e| at(&dist, &e))?;
        }
        run(&web, "node", &["bundle.mjs", &dist.to_string_lossy()])?;
        fs::write(&bundled, &sources).map_err(|e| at(&bundled, &e))?;
    }
    let table = out.join("assets.rs");
    fs::write(&table, list(&dist)?).map_err(|e| at(&table, &e))
}

/// The Rust source of the table that `src/web/assets.rs` includes.
fn list(dist: &Path) -> Result<String, Trouble> {
    let manifest = dist.join("manifest.tsv");
    let text = fs::read_to_string(&manifest).map_err(|e| at(&manifest, &e))?;
    let names: BTreeMap<&str, &str> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    let mut table = String::from("static NAMES: &[(&str, &str)] = &[\n");
    for (plain, hashed) in &names {
        let _ = writeln!(table, "    ({plain:?}, {hashed:?}),");
    }
    table.push_str("];\nstatic FILES: &[(&str, &[u8])] = &[\n");
    let mut files = Vec::new();
    collect(dist, &mut files)?;
    files.sort();
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".js") || name.ends_with(".css") || name.ends_with(".txt") {
            let _ = writeln!(table, "    ({name:?}, include_bytes!({:?})),", file.to_string_lossy());
        }
    }
    table.push_str("];\n");
    Ok(table)
}

/// npm is a script on Windows, and a script is found only by its full name there.
fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), Trouble> {
    let typed = format!("{program} {}", arguments.join(" "));
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "`{typed}` in web/ ended with {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(format!("`{program}` was not found on the PATH.\n{INSTALL_NODE}"))
        }
        Err(error) => Err(format!("`{typed}` could not be started: {error}\n{INSTALL_NODE}")),
    }
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), Trouble> {
    for entry in fs::read_dir(folder).map_err(|e| at(folder, &e))? {
        let path = entry.map_err(|e| at(folder, &e))?.path();
        if path.is_dir() {
            collect(&path, into)?;
        } else {
            into.push(path);
        }
    }
    Ok(())
}

/// FNV-1a over names and bytes: it tells two states of the sources apart, and guards nothing.
fn digest(files: &[PathBuf]) -> Result<String, Trouble> {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        let bytes = fs::read(file).map_err(|e| at(file, &e))?;
        let length = bytes.len().to_le_bytes();
        let name = file.to_string_lossy();
        for byte in name.bytes().chain(length).chain(bytes) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(format!("{hash:016x}"))
}

fn stamped(stamp: &Path, digest: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == digest)
}

fn at(path: &Path, error: &io::Error) -> Trouble {
    format!("{}: {error}", path.display())
}
