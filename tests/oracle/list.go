// Lists tars as Go's archive/tar reads them: the runtimes' own reader is the judge of ours.
//
//	go run list.go FILE            one tar, on standard output
//	go run list.go -tree DIR OUT   every tar below DIR, one OUT/<path>.jsonl each
//	go run list.go -stream         tars on standard input, each behind its length (4 bytes, little
//	                               end first); the answer to one ends with its "end" line
//
// One JSON object a line: a header each, then one line with "end". A regular member that is a
// tar itself (a layer in an image archive) follows in a section that starts with "member".
// gzip and bzip2 are decoded here, xz and zstd by the tools of that name. Standard library only.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// Contents above this size are not read (a sparse file may claim any size).
const contentLimit = 64 << 20

// A header as JSON. A text that is not UTF-8 stands in the _b64 field instead.
type row struct {
	Name      string            `json:"name,omitempty"`
	NameB64   string            `json:"name_b64,omitempty"`
	Link      string            `json:"link,omitempty"`
	LinkB64   string            `json:"link_b64,omitempty"`
	Type      string            `json:"type"`
	Size      int64             `json:"size,omitempty"`
	Mode      int64             `json:"mode,omitempty"`
	UID       int               `json:"uid,omitempty"`
	GID       int               `json:"gid,omitempty"`
	Mtime     int64             `json:"mtime,omitempty"`
	Nanos     int               `json:"nanos,omitempty"`
	Major     int64             `json:"major,omitempty"`
	Minor     int64             `json:"minor,omitempty"`
	Xattrs    map[string]string `json:"xattrs,omitempty"`
	Content   string            `json:"content,omitempty"`
	ReadError string            `json:"read_error,omitempty"`
}

// The last line of a section: "EOF" or the error, and what was left unread behind the end.
type end struct {
	End     string `json:"end"`
	Entries int    `json:"entries"`
	Rest    int64  `json:"rest,omitempty"`
	Dirty   bool   `json:"rest_not_zero,omitempty"`
	Error   string `json:"rest_error,omitempty"`
}

// The first line of a section about a member of the tar before it.
type member struct {
	Member   string `json:"member"`
	At       int    `json:"at"`
	Encoding string `json:"encoding"`
	Sha256   string `json:"sha256"`
}

// Hides Seek: runtimes read a stream, and skipping by Seek hides truncation.
type stream struct{ io.Reader }

func main() {
	var err error
	switch {
	case len(os.Args) == 4 && os.Args[1] == "-tree":
		err = tree(os.Args[2], os.Args[3])
	case len(os.Args) == 2 && os.Args[1] == "-stream":
		err = answer(os.Stdin, os.Stdout)
	case len(os.Args) == 2:
		var file []byte
		if file, err = os.ReadFile(os.Args[1]); err == nil {
			var plain []byte
			plain, _, err = decode(file)
			if len(plain) > 0 {
				list(os.Stdout, plain, err)
				err = nil
			}
		}
	default:
		err = errors.New("usage: list FILE | list -tree DIR OUT | list -stream")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// One tar after the other, so that many need one process only.
func answer(in io.Reader, out io.Writer) error {
	reader, writer := bufio.NewReader(in), bufio.NewWriter(out)
	for {
		var length uint32
		err := binary.Read(reader, binary.LittleEndian, &length)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		file := make([]byte, length)
		if _, err := io.ReadFull(reader, file); err != nil {
			return err
		}
		plain, _, broken := decode(file)
		section(writer, plain, broken, nil)
		if err := writer.Flush(); err != nil {
			return err
		}
	}
}

func tree(dir, out string) error {
	return filepath.WalkDir(dir, func(path string, item fs.DirEntry, err error) error {
		if err != nil || !item.Type().IsRegular() {
			return err
		}
		file, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		plain, _, broken := decode(file)
		if !looksLikeTar(plain) {
			return nil
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		target := filepath.Join(out, name+".jsonl")
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		handle, err := os.Create(target)
		if err != nil {
			return err
		}
		buffered := bufio.NewWriter(handle)
		list(buffered, plain, broken)
		if err := buffered.Flush(); err != nil {
			return err
		}
		return handle.Close()
	})
}

// Plain bytes, the name of the encoding, and the error that ended the decoding.
func decode(file []byte) ([]byte, string, error) {
	has := func(magic string) bool { return bytes.HasPrefix(file, []byte(magic)) }
	switch {
	case has("\x1f\x8b"):
		reader, err := gzip.NewReader(bytes.NewReader(file))
		if err != nil {
			return nil, "gzip", err
		}
		plain, err := io.ReadAll(reader)
		return plain, "gzip", err
	case has("BZh"):
		plain, err := io.ReadAll(bzip2.NewReader(bytes.NewReader(file)))
		return plain, "bzip2", err
	case has("\xfd7zXZ\x00"):
		return tool("xz", file)
	case has("\x28\xb5\x2f\xfd"), len(file) > 3 && file[0]>>4 == 5 && string(file[1:4]) == "\x2a\x4d\x18":
		return tool("zstd", file)
	}
	return file, "plain", nil
}

func tool(name string, file []byte) ([]byte, string, error) {
	command := exec.Command(name, "-dc")
	command.Stdin = bytes.NewReader(file)
	plain, err := command.Output()
	if err != nil {
		err = errors.New(name + ": the blob does not decode to its end")
	}
	return plain, name, err
}

// A checksum that holds, or nothing but zeros in the first two blocks.
func looksLikeTar(plain []byte) bool {
	if len(plain) < 512 {
		return false
	}
	block := plain[:512]
	if bytes.Equal(block, make([]byte, 512)) {
		return true
	}
	var unsigned, signed, claimed int64
	for i, b := range block {
		if i >= 148 && i < 156 {
			b = ' '
		}
		unsigned += int64(b)
		signed += int64(int8(b))
	}
	text := strings.Trim(string(block[148:156]), " \x00")
	if _, err := fmt.Sscanf(text, "%o", &claimed); err != nil {
		return false
	}
	return claimed == unsigned || claimed == signed
}

// Only by its name is a member of zeros told from an empty layer.
func layerName(name string) bool {
	return strings.HasSuffix(name, ".tar") || strings.Contains(name, "blobs/")
}

// What follows the readable bytes: the decoder's own error, where there was one.
type ending struct {
	inner io.Reader
	err   error
}

func (e *ending) Read(buf []byte) (int, error) {
	n, err := e.inner.Read(buf)
	if err == io.EOF && e.err != nil {
		err = e.err
	}
	return n, err
}

type nested struct {
	name string
	at   int
	file []byte
}

func list(out io.Writer, plain []byte, broken error) {
	var inner []nested
	section(out, plain, broken, &inner)
	seen := map[string]bool{}
	for _, tar := range inner {
		decoded, encoding, broken := decode(tar.file)
		if !looksLikeTar(decoded) || decoded[0] == 0 && !layerName(tar.name) {
			continue
		}
		sum := sha256.Sum256(tar.file)
		digest := hex.EncodeToString(sum[:])
		emit(out, member{tar.name, tar.at, encoding, digest})
		if !seen[digest] {
			seen[digest] = true
			section(out, decoded, broken, nil)
		}
	}
}

func section(out io.Writer, plain []byte, broken error, inner *[]nested) {
	source := &ending{bytes.NewReader(plain), broken}
	reader := tar.NewReader(stream{source})
	entries := 0
	for {
		header, err := reader.Next()
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			last := end{End: err.Error(), Entries: entries}
			if err == io.EOF {
				last.End = "EOF"
				last.Rest, last.Dirty, last.Error = rest(source)
			}
			emit(out, last)
			return
		}
		line := describe(header)
		if header.Size <= contentLimit {
			contents, err := io.ReadAll(reader)
			if err != nil {
				line.ReadError = err.Error()
			} else if len(contents) > 0 {
				sum := sha256.Sum256(contents)
				line.Content = hex.EncodeToString(sum[:])
			}
			if inner != nil && err == nil && len(contents) >= 20 {
				*inner = append(*inner, nested{header.Name, entries, contents})
			}
		}
		emit(out, line)
		entries++
	}
}

func rest(source io.Reader) (int64, bool, string) {
	left, err := io.ReadAll(source)
	message := ""
	if err != nil {
		message = err.Error()
	}
	return int64(len(left)), bytes.Count(left, []byte{0}) != len(left), message
}

func describe(header *tar.Header) row {
	line := row{
		Type: string(rune(header.Typeflag)), Size: header.Size, Mode: header.Mode,
		UID: header.Uid, GID: header.Gid, Major: header.Devmajor, Minor: header.Devminor,
	}
	if !header.ModTime.IsZero() {
		line.Mtime, line.Nanos = header.ModTime.Unix(), header.ModTime.Nanosecond()
	}
	line.Name, line.NameB64 = text(header.Name)
	line.Link, line.LinkB64 = text(header.Linkname)
	for key, value := range header.PAXRecords {
		for _, prefix := range []string{"SCHILY.xattr.", "LIBARCHIVE.xattr."} {
			if strings.HasPrefix(key, prefix) {
				if line.Xattrs == nil {
					line.Xattrs = map[string]string{}
				}
				line.Xattrs[key] = base64.StdEncoding.EncodeToString([]byte(value))
			}
		}
	}
	return line
}

func text(s string) (string, string) {
	if utf8.ValidString(s) {
		return s, ""
	}
	return "", base64.StdEncoding.EncodeToString([]byte(s))
}

func emit(out io.Writer, line any) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(line); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
