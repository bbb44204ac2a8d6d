package gossip
