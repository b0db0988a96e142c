//! Files of the cache that were cut, changed or deleted: found, named and mended, and nothing else is.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;

use kafka_workbench::engine::Shape;
use kafka_workbench::engine::local::LocalEngine;
use kafka_workbench::engine::progress::Report;
use kafka_workbench::engine::runs::Owner;
use kafka_workbench::engine::runtime::{self, Depth};
use tempfile::TempDir;

use super::{cache, shared_runtime, stages, subfolders, to_stderr};

/// A cache of one's own to damage: the environment is shared, the jars are copied, the rest is to be made.
pub(super) async fn own_cache() -> TempDir {
    shared_runtime().await;
    let own = tempfile::tempdir().unwrap();
    symlink(cache().join("python"), own.path().join("python")).unwrap();
    let jars = own.path().join("jars");
    fs::create_dir(&jars).unwrap();
    for jar in fs::read_dir(cache().join("jars")).unwrap() {
        let jar = jar.unwrap();
        if jar.path().is_file() {
            fs::copy(jar.path(), jars.join(jar.file_name())).unwrap();
        }
    }
    own
}

fn cut(file: &Path) {
    let half = fs::metadata(file).unwrap().len() / 2;
    fs::File::options().write(true).open(file).unwrap().set_len(half).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_jars_are_fetched_again_and_no_others() {
    let own = own_cache().await;
    runtime::prepare(own.path(), &to_stderr()).await.unwrap();
    let jars = own.path().join("jars");
    let whole = fs::read(jars.join("slf4j-api-1.7.36.jar")).unwrap();
    let untouched = fs::metadata(jars.join("re2j-1.8.jar")).unwrap().modified().unwrap();
    cut(&jars.join("slf4j-api-1.7.36.jar"));

    let (report, heard) = stages();
    runtime::prepare(own.path(), &report).await.unwrap();
    assert!(heard.lock().unwrap().contains(&"Fetching slf4j-api-1.7.36.jar".to_owned()), "{heard:?}");
    assert_eq!(fs::read(jars.join("slf4j-api-1.7.36.jar")).unwrap(), whole);
    assert_eq!(fs::metadata(jars.join("re2j-1.8.jar")).unwrap().modified().unwrap(), untouched);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_byte_is_found_by_the_sum() {
    let own = own_cache().await;
    runtime::prepare(own.path(), &Report::silent()).await.unwrap();
    let jar = own.path().join("jars/jspecify-1.0.0.jar");
    let mut bytes = fs::read(&jar).unwrap();
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).unwrap() ^= 1;
    fs::write(&jar, bytes).unwrap();

    let (report, heard) = stages();
    runtime::prepare_with(own.path(), Depth::Sums, &report).await.unwrap();
    assert!(heard.lock().unwrap().contains(&"Fetching jspecify-1.0.0.jar".to_owned()), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_archive_and_a_damaged_data_directory_are_made_again() {
    let own = own_cache().await;
    let runs = tempfile::tempdir().unwrap();
    let owner = Owner::claim(runs.path()).unwrap();
    let runtime = runtime::prepare(own.path(), &to_stderr()).await.unwrap();
    let prepare = async || {
        let (report, heard) = stages();
        let engine = LocalEngine::prepare(runtime.clone(), Arc::clone(&owner), &report).await.unwrap();
        (engine, heard.lock().unwrap().clone())
    };
    let once = ["Formatting a data directory for Kafka", "Teaching Kafka to start quickly (once)"];
    assert_eq!(prepare().await.1, once);
    assert_eq!(prepare().await.1, [""; 0]);

    let [archive] = subfolders(&own.path().join("archives")).try_into().unwrap();
    let [template] = subfolders(&own.path().join("formatted")).try_into().unwrap();
    let file = archive
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|ending| ending == "aot" || ending == "jsa"));
    cut(&file.unwrap());
    fs::write(template.join("meta.properties"), "version=1\n").unwrap();

    let (engine, stages) = prepare().await;
    assert_eq!(stages, once);
    engine.start(&Shape::alone(), &to_stderr()).await.unwrap().canary().await.unwrap();
}
