//! The folder: private, its own, of a size, and cleared; and what stands in the way of it.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;

use super::*;

#[test]
fn the_folder_is_private_and_so_is_all_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("a/b");
    let cache = Cache::open(&root, LIMIT).unwrap();
    assert!(!root.exists(), "made before it was needed");
    read(&cache, &demo());
    let mode = |path: PathBuf| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(root.clone()), 0o700);
    assert_eq!(mode(root.join("layers")), 0o700);
    for item in fs::read_dir(root.join("layers")).unwrap() {
        assert_eq!(mode(item.unwrap().path()), 0o600);
    }
}

#[test]
fn a_folder_that_others_can_write_to_is_refused() {
    for below in ["", "layers"] {
        let folder = tempfile::tempdir().unwrap();
        read(&open(&folder), &demo());
        let path = folder.path().join(below);
        for mode in [0o777, 0o1777, 0o720, 0o702] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = Cache::open(folder.path(), LIMIT).unwrap_err().to_string();
            assert!(error.contains("can be written to by others"), "{error}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(Cache::open(folder.path(), LIMIT).is_ok(), "others may look");
    }
}

#[test]
fn links_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let there = tempfile::tempdir().unwrap();
    let layers = demo();
    let cold = read(&open(&there), &layers);
    // The folder itself, or the one in it.
    for below in ["", "layers"] {
        let root = folder.path().join(format!("root{below}"));
        if below.is_empty() {
            symlink(there.path(), &root).unwrap();
        } else {
            fs::create_dir(&root).unwrap();
            fs::set_permissions(&root, fs::Permissions::from_mode(0o700)).unwrap();
            symlink(there.path().join(below), root.join(below)).unwrap();
        }
        assert!(Cache::open(&root, LIMIT).is_err(), "{below}");
    }
    // A file in it: neither read nor written through.
    let cache = open(&there);
    let file = file_of(&there, &layers[0]);
    let elsewhere = folder.path().join("elsewhere");
    fs::rename(&file, &elsewhere).unwrap();
    let before = fs::read(&elsewhere).unwrap();
    symlink(&elsewhere, &file).unwrap();
    assert!(recall(&cache, &layers[0]).is_none());
    same(&cold[0], &read(&cache, &layers)[0]);
    assert!(
        fs::symlink_metadata(&file).unwrap().is_file(),
        "the link gave way"
    );
    assert_eq!(fs::read(&elsewhere).unwrap(), before);
}

#[test]
fn the_oldest_used_go_first_and_the_limit_holds() {
    let folder = tempfile::tempdir().unwrap();
    let layers = demo();
    read(&open(&folder), &layers);
    let files: Vec<PathBuf> = layers.iter().map(|layer| file_of(&folder, layer)).collect();
    let each = open(&folder).usage().unwrap().bytes / files.len() as u64;
    // Used in the order of the layers, long ago; then the first one again.
    for (hour, file) in files.iter().enumerate() {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(3600 * hour as u64);
        fs::File::options()
            .write(true)
            .open(file)
            .unwrap()
            .set_modified(time)
            .unwrap();
    }
    assert!(recall(&open(&folder), &layers[0]).is_some());
    let last = layers.len() - 1;
    fs::remove_file(&files[last]).unwrap();
    let small = Cache::open(folder.path(), each * 4).unwrap();
    read(&small, &layers[last..]);
    let left: Vec<usize> = (0..files.len()).filter(|&at| files[at].exists()).collect();
    assert!(left.contains(&0) && left.contains(&last), "{left:?}");
    assert!(!left.contains(&1), "{left:?}");
    assert!(small.usage().unwrap().bytes <= each * 4);
}

#[test]
fn a_layer_larger_than_the_limit_is_not_kept_and_nothing_goes_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let layers = demo();
    read(&open(&folder), &layers[..1]);
    let small = Cache::open(folder.path(), 4_000).unwrap();
    read(&small, &layers[1..]);
    assert!(file_of(&folder, &layers[0]).exists());
    assert_eq!(small.usage().unwrap().layers, 1);
}

#[test]
fn what_a_killed_process_left_is_swept_and_what_is_being_written_is_not() {
    let folder = tempfile::tempdir().unwrap();
    read(&open(&folder), &demo()[..1]);
    let at = |name: &str| folder.path().join("layers").join(name);
    for name in ["new-1-1", "new-2-1", "new-x", "notes.txt"] {
        fs::write(at(name), "half").unwrap();
    }
    let writing = fs::File::open(at("new-2-1")).unwrap();
    writing.lock().unwrap();
    read(&open(&folder), &demo()[1..]);
    let there = ["new-1-1", "new-2-1", "new-x", "notes.txt"].map(|name| at(name).exists());
    assert_eq!(there, [false, true, true, true]);
}

#[test]
fn clearing_takes_our_files_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("cache");
    let cache = Cache::open(&root, LIMIT).unwrap();
    read(&cache, &demo());
    assert_eq!(cache.usage().unwrap().layers, demo().len() as u64);
    let strange = root.join("layers/strange");
    fs::write(&strange, "x").unwrap();
    let open = || Cache::open(&root, LIMIT).unwrap();
    assert_eq!(open().clear().unwrap().layers, demo().len() as u64);
    let left: Vec<_> = fs::read_dir(root.join("layers")).unwrap().collect();
    assert_eq!(left.len(), 1);
    fs::remove_file(strange).unwrap();
    read(&open(), &demo()[..1]);
    open().clear().unwrap();
    assert!(!root.join("layers").exists());
    assert_eq!(open().usage().unwrap(), Usage::default());
    assert_eq!(open().clear().unwrap(), Usage::default(), "of nothing");
}

#[test]
fn where_nothing_can_be_kept_reading_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(Cache::open(&file, LIMIT).is_err(), "a file is no folder");
    assert!(Cache::open(&file.join("below"), LIMIT).is_err());
    // There is nothing yet, and nothing can be made.
    let cache = Cache::open("/proc/layerscope-cache".as_ref(), LIMIT).unwrap();
    assert_eq!(read(&cache, &demo()).len(), demo().len());
    // The folder goes while it is in use.
    let cache = open(&folder);
    read(&cache, &demo()[..1]);
    let cache = Cache::open(folder.path(), LIMIT).unwrap();
    fs::remove_dir_all(folder.path().join("layers")).unwrap();
    assert_eq!(read(&cache, &demo()).len(), demo().len());
    assert!(recall(&cache, &demo()[0]).is_none());
}
