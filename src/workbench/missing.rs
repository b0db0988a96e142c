//! What a program of a lab needs beside Python, and this machine may lack.

use crate::course::lab::VariantSpec;
use std::ffi::OsString;

/// The first thing that a variant needs and that is in none of the folders which `variable` names: a program on the
/// PATH, or a package for Node in NODE_PATH.
pub(super) fn missing(spec: &VariantSpec, variable: impl Fn(&str) -> OsString) -> Option<&str> {
    let (path, packages) = (variable("PATH"), variable("NODE_PATH"));
    let lacks = |folders: &OsString, name: &str| {
        !std::env::split_paths(folders).any(|folder| folder.join(name).exists())
    };
    let tools = spec.tools.iter().filter(|tool| lacks(&path, tool));
    let modules = spec.node_packages.iter().filter(|package| lacks(&packages, package));
    tools.chain(modules).map(String::as_str).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn tools_are_looked_for_on_the_path_and_packages_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let (bin, modules) = (home.path().join("bin"), home.path().join("modules"));
        fs::create_dir_all(&bin).unwrap();
        fs::create_dir_all(modules.join("kafkajs")).unwrap();
        fs::write(bin.join("node"), "").unwrap();
        let folders = |name: &str| match name {
            "PATH" => std::env::join_paths(["/nowhere", bin.to_str().unwrap()]).unwrap(),
            "NODE_PATH" => modules.clone().into_os_string(),
            _ => OsString::new(),
        };
        let needs = |tools: &[&str], packages: &[&str]| VariantSpec {
            title: "another language".into(),
            run: None,
            tools: tools.iter().map(|tool| (*tool).to_owned()).collect(),
            node_packages: packages.iter().map(|package| (*package).to_owned()).collect(),
        };
        assert_eq!(missing(&needs(&["node"], &["kafkajs"]), folders), None);
        assert_eq!(missing(&needs(&["node"], &["kafkajs", "pg"]), folders), Some("pg"));
        assert_eq!(missing(&needs(&["go"], &["pg"]), folders), Some("go"));
        // A machine without the variable has none of the packages.
        assert_eq!(missing(&needs(&[], &["kafkajs"]), |_| OsString::new()), Some("kafkajs"));
    }
}
