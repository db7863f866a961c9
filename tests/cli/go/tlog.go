// Checks what nexad has signed with Go's own note and tlog: reads what others.mjs has gathered from
// standard input and ends with 1 at the first thing that does not hold.
package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type Input struct {
	Key    string
	Proofs []struct {
		Checkpoint string
		Canonical  string // the event without leaf_hash, RFC 8785
		Seq        int64
		Hashes     []string
	}
	Consistency []struct {
		From, To         int64
		FromRoot, ToRoot string
		Hashes           []string
	}
	Tiles map[string][]string // "level/number"
}

type Head struct {
	size int64
	root tlog.Hash
}

func must(err error, what string, args ...interface{}) {
	if err != nil {
		fmt.Printf(what+": %v\n", append(args, err)...)
		os.Exit(1)
	}
}

func hash(text string) (h tlog.Hash) {
	bytes, err := hex.DecodeString(text)
	must(err, "hash %q", text)
	copy(h[:], bytes)
	return h
}

func hashes(texts []string) []tlog.Hash {
	list := make([]tlog.Hash, 0, len(texts))
	for _, text := range texts {
		list = append(list, hash(text))
	}
	return list
}

func open(signed string, verifier note.Verifier) (head Head) {
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	must(err, "note %q", signed)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("origin %q", lines[0]), "checkpoint")
	}
	head.size, err = strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err, "root")
	copy(head.root[:], root)
	return head
}

// The daemon's tiles as tlog reads them.
type tiles map[string][]string

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		texts := t[fmt.Sprintf("%d/%d", tile.L, tile.N)]
		if len(texts) < tile.W {
			return nil, fmt.Errorf("tile %v has %d hashes", tile, len(texts))
		}
		bytes, err := hex.DecodeString(strings.Join(texts[:tile.W], ""))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func main() {
	var input Input
	must(json.NewDecoder(os.Stdin).Decode(&input), "input")
	verifier, err := note.NewVerifier(input.Key)
	must(err, "key")
	for _, each := range input.Proofs {
		head := open(each.Checkpoint, verifier)
		leaf := tlog.RecordHash([]byte(each.Canonical))
		proof := tlog.RecordProof(hashes(each.Hashes))
		must(tlog.CheckRecord(proof, head.size, head.root, each.Seq-1, leaf), "event %d", each.Seq)
		// And the proof that tlog itself makes from the tiles, which it checks against the root.
		reader := tlog.TileHashReader(tlog.Tree{N: head.size, Hash: head.root}, tiles(input.Tiles))
		own, err := tlog.ProveRecord(head.size, each.Seq-1, reader)
		must(err, "event %d by tiles", each.Seq)
		if fmt.Sprint(own) != fmt.Sprint(proof) {
			must(fmt.Errorf("other than tlog's"), "proof of event %d", each.Seq)
		}
	}
	for _, each := range input.Consistency {
		proof := tlog.TreeProof(hashes(each.Hashes))
		must(tlog.CheckTree(proof, each.To, hash(each.ToRoot), each.From, hash(each.FromRoot)), "%d to %d", each.From, each.To)
	}
	fmt.Printf("%d proofs, %d consistency proofs\n", len(input.Proofs), len(input.Consistency))
}
