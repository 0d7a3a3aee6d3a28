// A verifier that shares no code with ours: the reference implementation of signed notes and
// transparency logs, golang.org/x/mod/sumdb. It reads logs on standard input and answers with a
// list: for each log what is wrong with it, and nothing where it holds.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A log holds the entries "entry 0", "entry 1" and so on. Index and Path, Old and Growth are
// proofs about it; Tiles are digests of its tiles by path.
type log struct {
	Vkey, Skey, Note string
	Index, Old       int64
	Path, Growth     []string
	Tiles            map[string]string
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(h)) {
			return nil, fmt.Errorf("no hash is stored at %d", at)
		}
		out[i] = h[at]
	}
	return out, nil
}

func entry(i int64) []byte { return []byte(fmt.Sprintf("entry %d", i)) }

// grow appends entries to the stored hashes until they are so many.
func grow(stored hashes, from, size int64) (hashes, error) {
	for i := from; i < size; i++ {
		more, err := tlog.StoredHashes(i, entry(i), stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return stored, nil
}

func decode(written []string) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(written))
	for i, each := range written {
		h, err := tlog.ParseHash(each)
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}

// open verifies the note, signs its text anew, and reads size and root.
func open(l log) (size int64, root tlog.Hash, err error) {
	verifier, err := note.NewVerifier(l.Vkey)
	if err != nil {
		return
	}
	opened, err := note.Open([]byte(l.Note), note.VerifierList(verifier))
	if err != nil {
		return
	}
	signer, err := note.NewSigner(l.Skey)
	if err != nil {
		return
	}
	signed, err := note.Sign(&note.Note{Text: opened.Text}, signer)
	if err != nil {
		return
	}
	if !bytes.Equal(signed, []byte(l.Note)) {
		err = fmt.Errorf("signed here, the note has other bytes")
		return
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		err = fmt.Errorf("the note is no checkpoint of the key's log")
		return
	}
	if _, err = fmt.Sscanf(lines[1], "%d", &size); err != nil {
		return
	}
	root, err = tlog.ParseHash(lines[2])
	return
}

func check(l log, stored hashes) error {
	size, root, err := open(l)
	if err != nil {
		return err
	}
	if made, err := tlog.TreeHash(size, stored); err != nil || made != root {
		return fmt.Errorf("the root made here is %v (%v), and that of the log %v", made, err, root)
	}
	path, err := decode(l.Path)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(path, size, root, l.Index, tlog.RecordHash(entry(l.Index))); err != nil {
		return fmt.Errorf("inclusion: %v", err)
	}
	growth, err := decode(l.Growth)
	if err != nil {
		return err
	}
	before, err := tlog.TreeHash(l.Old, stored)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(growth, size, root, l.Old, before); err != nil {
		return fmt.Errorf("growth: %v", err)
	}
	for path, want := range l.Tiles {
		tile, err := tlog.ParseTilePath(strings.Replace(path, "tile/", "tile/8/", 1))
		if err != nil {
			return err
		}
		data, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(data); want != hex.EncodeToString(sum[:]) {
			return fmt.Errorf("the tile %s differs", path)
		}
	}
	return nil
}

func main() {
	var logs []log
	if err := json.NewDecoder(os.Stdin).Decode(&logs); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	var stored hashes
	var have int64
	found := []string{}
	for _, l := range logs {
		if size, _, err := open(l); err == nil && size > have {
			more, err := grow(stored, have, size)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(2)
			}
			stored, have = more, size
		}
		said := ""
		if err := check(l, stored); err != nil {
			said = err.Error()
		}
		found = append(found, said)
	}
	json.NewEncoder(os.Stdout).Encode(found)
}
