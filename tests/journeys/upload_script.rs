//! The script of the handbook, as an office's machine runs it.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::json;
use tokio::process::Command;

use super::extract_files::{Child, child, mother, whole};
use super::scene::{Scene, School, text};

/// What a run ended with.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs the script with its key in a file, or in the environment where `key_file` is none.
async fn run(scene: &Scene, school: &School, key: &str, more: &[&str], files: &Path) -> Ran {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/uploading/upload.sh");
    let api = format!("http://{}", scene.stack.api_host().unwrap());
    let ran = Command::new("sh")
        .arg(script)
        .args(["--api", &api, "--school", &school.urn])
        .args(more)
        .arg(files)
        .env("FIRSTDAY_UPLOAD_KEY", key)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ran = Ran { code: ran.status.code().unwrap_or(-1), out: text(&ran.stdout), err: text(&ran.stderr) };
    assert!(key.is_empty() || !(ran.out.contains(key) || ran.err.contains(key)), "the key was shown");
    ran
}

async fn key_of(scene: &Scene, school: &School) -> String {
    let path = format!("/schools/{}/upload-keys", school.urn);
    let made = scene.stack.ask("POST", &path, school.token("school-admin"), Some(&json!({"label": "Office"}))).await.unwrap();
    text(&made.body, "/key").to_owned()
}

fn write(folder: &Path, files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

fn family() -> Vec<Child> {
    vec![child("0001", "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")])]
}

#[tokio::test]
async fn the_script_uploads_waits_says_how_it_went_and_its_code_says_it_too() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let key = key_of(&scene, &school).await;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &whole(&family(), scene.today(), &[("0001", "N"), ("0404", "/")]));
    std::fs::rename(folder.path().join("pupils.csv"), folder.path().join("pupils & \"more\".csv")).unwrap();

    let dry = run(&scene, &school, &key, &["--dry-run"], folder.path()).await;
    assert_eq!(dry.code, 0, "{}{}", dry.out, dry.err);
    assert!(dry.out.contains("outcome    compared"), "{}", dry.out);
    assert_eq!(scene.texts_to("+447700900001").await.len(), 0);

    let key_file = folder.path().join(".key");
    std::fs::write(&key_file, format!("{key}\r\n")).unwrap();
    let applied =
        run(&scene, &school, "", &["--key-file", key_file.to_str().unwrap(), "--label", "morning"], folder.path()).await;
    assert_eq!(applied.code, 0, "{}{}", applied.out, applied.err);
    for words in ["outcome    applied", "N 1", "problems   1", "attendance.csv, line 3", "not on the roll"] {
        assert!(applied.out.contains(words), "{words} in {}", applied.out);
    }
    assert!(applied.err.contains("uploading attendance.csv"), "{}", applied.err);
    scene.settled(&school, &["0001"]).await;
    assert_eq!(scene.texts_to("+447700900001").await.len(), 1);

    let none = run(&scene, &school, &key, &[], &folder.path().join("nowhere")).await;
    assert_eq!(none.code, 4, "{}", none.err);
    let wrong = run(&scene, &school, "fdu_nobody", &[], folder.path()).await;
    assert_eq!(wrong.code, 4, "{}", wrong.err);
    assert!(wrong.err.contains("upload key"), "{}", wrong.err);
    assert_eq!(run(&scene, &school, &key, &["--sideways"], folder.path()).await.code, 64);
}

#[tokio::test]
async fn the_script_says_when_somebody_has_to_decide_and_when_nothing_could_be_used() {
    let scene = Scene::start().await;
    let school = scene.school("100001", 80).await;
    let key = key_of(&scene, &school).await;
    let children: Vec<Child> = ["0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012"]
        .iter()
        .map(|number| child(number, "Ava", "Smith", vec![mother("Eve", "Smith", "07700900001")]))
        .collect();
    let present: Vec<_> = children.iter().map(|child| (child.number, "/")).collect();
    scene.upload(&school, &scene.taken(9), &whole(&children, scene.today(), &present)).await;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &whole(&children[..7], scene.today(), &present[..7]));
    let held = run(&scene, &school, &key, &[], folder.path()).await;
    assert_eq!(held.code, 3, "{}{}", held.out, held.err);
    assert!(held.out.contains("outcome    held") && held.out.contains("differs"), "{}", held.out);

    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("marks.csv".to_owned(), b"colour,shape\nred,square\n".to_vec())]);
    let failed = run(&scene, &school, &key, &[], folder.path()).await;
    assert_eq!(failed.code, 1, "{}{}", failed.out, failed.err);
    assert!(failed.out.contains("not used"), "{}", failed.out);
}
