package app

import (
	"crypto/ed25519"
	"fmt"
	"slices"

	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/keyring"
)

// KeyRings are the rings of an installation: what authenticates the audit log,
// what seals secrets, what signs links to customers.
var KeyRings = []string{"audit", "seal", "link"}

// RotateKey adds a key to a ring and returns the ids of the old one and the new
// one. Processes that run use the new one from their next start; everything that
// older keys signed or sealed stays valid.
func RotateKey(c config.Config, name string) (before, now string, err error) {
	if !slices.Contains(KeyRings, name) {
		return "", "", fmt.Errorf("no such ring: %s", name)
	}
	ring, err := keyring.Open(c.Path("keys", name))
	if err != nil {
		return "", "", err
	}
	before = ring.Current().ID
	if err := ring.Rotate(); err != nil {
		return before, "", err
	}
	if ring, err = keyring.Open(c.Path("keys", name)); err != nil {
		return before, "", err
	}
	return before, ring.Current().ID, nil
}

// checkpointKey signs what the audit log held at a moment.
func checkpointKey(k keyring.Key) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(k.Derive("checkpoint"))
}

// retiredKeys authenticated records before the current one, newest first.
func retiredKeys(ring *keyring.Ring) (keys [][]byte) {
	for _, k := range ring.All()[1:] {
		keys = append(keys, k.Derive("record"))
	}
	return keys
}

// publicKeys prove the checkpoints of every key, newest first.
func publicKeys(ring *keyring.Ring) (keys []audit.Key) {
	for _, k := range ring.All() {
		keys = append(keys, audit.Key{ID: k.ID, Public: checkpointKey(k).Public().(ed25519.PublicKey)})
	}
	return keys
}

func retiredPublic(keys []audit.Key) (public []ed25519.PublicKey) {
	for _, k := range keys[1:] {
		public = append(public, k.Public)
	}
	return public
}
