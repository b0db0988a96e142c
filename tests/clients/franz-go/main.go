// Sends what comes on standard input, or prints what it reads: lines of a key, a tab and a value.
//
//	franz-go produce  BOOTSTRAP TOPIC
//	franz-go transact BOOTSTRAP TOPIC              commits the first half, aborts the second
//	franz-go consume  BOOTSTRAP TOPIC GROUP COUNT
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := run(ctx, os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, do, bootstrap, topic string, rest []string) error {
	seeds := kgo.SeedBrokers(bootstrap)
	switch do {
	case "produce":
		client, err := kgo.NewClient(seeds)
		if err != nil {
			return err
		}
		defer client.Close()
		return client.ProduceSync(ctx, records(topic)...).FirstErr()
	case "transact":
		client, err := kgo.NewClient(seeds, kgo.TransactionalID("writer"))
		if err != nil {
			return err
		}
		defer client.Close()
		all := records(topic)
		if err := transaction(ctx, client, all[:len(all)/2], kgo.TryCommit); err != nil {
			return err
		}
		return transaction(ctx, client, all[len(all)/2:], kgo.TryAbort)
	case "consume":
		return consume(ctx, seeds, topic, rest[0], rest[1])
	}
	return fmt.Errorf("%s is none of produce, transact and consume", do)
}

func transaction(ctx context.Context, client *kgo.Client, records []*kgo.Record, end kgo.TransactionEndTry) error {
	if err := client.BeginTransaction(); err != nil {
		return err
	}
	if err := client.ProduceSync(ctx, records...).FirstErr(); err != nil {
		return err
	}
	return client.EndTransaction(ctx, end)
}

func consume(ctx context.Context, seeds kgo.Opt, topic, group, count string) error {
	wanted, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(seeds,
		kgo.ConsumeTopics(topic),
		kgo.ConsumerGroup(group),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.DisableAutoCommit(),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	for read := 0; read < wanted; {
		fetches := client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return err
		}
		fetches.EachRecord(func(record *kgo.Record) {
			fmt.Printf("%s\t%s\n", record.Key, record.Value)
			read++
		})
	}
	return client.CommitUncommittedOffsets(ctx)
}

func records(topic string) []*kgo.Record {
	var all []*kgo.Record
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), "\t")
		all = append(all, &kgo.Record{Topic: topic, Key: []byte(key), Value: []byte(value)})
	}
	return all
}
