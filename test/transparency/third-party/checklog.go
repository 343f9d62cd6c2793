// Checklog checks a log that lies in a folder by the code of the Go checksum database, which knows nothing of Wenjin: the signature
// of the checkpoint, the root computed anew from the entries, every byte of every tile, proofs of entries, and that the tree only
// grew.
//
//	go run checklog.go FOLDER VKEY
//
// It needs golang.org/x/mod (Debian: golang-go golang-golang-x-mod-dev, with GO111MODULE=off GOPATH=/usr/share/gocode).
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Of C2SP tlog-tiles: 256 hashes to a tile, and 256 entries to a bundle.
const height, width = 8, 256

func main() {
	if len(os.Args) != 3 {
		fail("usage: checklog FOLDER VKEY")
	}
	folder, vkey := os.Args[1], os.Args[2]
	tree := openCheckpoint(filepath.Join(folder, "checkpoint"), vkey)
	entries := readEntries(folder, tree.N)
	stored := rebuild(entries)
	root, err := tlog.TreeHash(tree.N, stored)
	check(err, "root")
	if root != tree.Hash {
		fail("the entries have another root than the checkpoint")
	}
	tiles := compareTiles(folder, tree.N, stored)
	proofs := prove(folder, tree, entries)
	heads := grow(folder, tree, stored)
	fmt.Printf("%d entries, %d tiles, %d inclusion proofs, %d consistency proofs: good\n", tree.N, tiles, proofs, heads)
}

// openCheckpoint takes the text only when the key has signed it. Lines of other keys and kinds are left aside.
func openCheckpoint(name, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err, "key")
	opened, err := note.Open(read(name), note.VerifierList(verifier))
	check(err, "checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		fail("the checkpoint is not of the log of the key")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	check(err, "root")
	var hash tlog.Hash
	if copy(hash[:], root) != tlog.HashSize || len(root) != tlog.HashSize {
		fail("the root has another length")
	}
	return tlog.Tree{N: size, Hash: hash}
}

func readEntries(folder string, size int64) [][]byte {
	var entries [][]byte
	for n := int64(0); n*width < size; n++ {
		left := size - n*width
		if left > width {
			left = width
		}
		data := read(filepath.Join(folder, pathOf(tlog.Tile{H: height, L: -1, N: n, W: int(left)})))
		for ; left > 0; left-- {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				fail("a bundle is cut short")
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:end])
			data = data[end:]
		}
		if len(data) > 0 {
			fail("a bundle has more than its entries")
		}
	}
	return entries
}

// hashes are all of a tree, as the checksum database numbers them.
type hashes []tlog.Hash

func (stored hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(stored)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found[i] = stored[index]
	}
	return found, nil
}

func rebuild(entries [][]byte) hashes {
	var stored hashes
	for i, entry := range entries {
		added, err := tlog.StoredHashes(int64(i), entry, stored)
		check(err, "hashes")
		stored = append(stored, added...)
	}
	return stored
}

// compareTiles makes every tile that a tree of this size has and compares it with the one in the folder.
func compareTiles(folder string, size int64, stored hashes) int {
	// NewTiles counts each width of an edge; the folder needs no more than the last.
	last := map[string]tlog.Tile{}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		last[fmt.Sprintf("%d/%d", tile.L, tile.N)] = tile
	}
	for _, tile := range last {
		made, err := tlog.ReadTileData(tile, stored)
		check(err, "tile")
		if !bytes.Equal(made, read(filepath.Join(folder, pathOf(tile)))) {
			fail(pathOf(tile) + " is not what the entries make of it")
		}
	}
	return len(last)
}

// tiles are read from the folder, as from a server that is not trusted.
type tiles string

func (tiles) Height() int                     { return height }
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (folder tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(wanted))
	for i, tile := range wanted {
		found[i] = read(filepath.Join(string(folder), pathOf(tile)))
	}
	return found, nil
}

// prove takes every entry of a small log, and of a large one each seventeenth and those at its edge.
func prove(folder string, tree tlog.Tree, entries [][]byte) int {
	count := 0
	reader := tlog.TileHashReader(tree, tiles(folder))
	for i, entry := range entries {
		if i%17 != 0 && i > width && i < len(entries)-width {
			continue
		}
		proof, err := tlog.ProveRecord(tree.N, int64(i), reader)
		check(err, "proof")
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(entry)), "entry "+strconv.Itoa(i))
		count++
	}
	return count
}

func grow(folder string, tree tlog.Tree, stored hashes) int {
	reader := tlog.TileHashReader(tree, tiles(folder))
	count := 0
	for size := int64(1); size < tree.N; size = size*3/2 + 1 {
		older, err := tlog.TreeHash(size, stored)
		check(err, "older root")
		proof, err := tlog.ProveTree(tree.N, size, reader)
		check(err, "consistency")
		check(tlog.CheckTree(proof, tree.N, tree.Hash, size, older), "consistency with "+strconv.FormatInt(size, 10))
		count++
	}
	return count
}

// pathOf is of tlog-tiles, which leaves out the height and calls the entries so.
func pathOf(tile tlog.Tile) string {
	return "tile" + strings.TrimPrefix(strings.Replace(tile.Path(), "/data/", "/entries/", 1), fmt.Sprintf("tile/%d", height))
}

func read(name string) []byte {
	data, err := os.ReadFile(name)
	check(err, "file")
	return data
}

func check(err error, what string) {
	if err != nil {
		fail(what + ": " + err.Error())
	}
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, "bad:", why)
	os.Exit(1)
}
