// The same work with kafkajs: a transaction a batch, and a batch is of one partition.

const { Kafka, Partitioners, logLevel } = require('kafkajs')

const kafka = new Kafka({ brokers: process.env.KAFKA_BOOTSTRAP_SERVERS.split(','), logLevel: logLevel.ERROR })
const producer = kafka.producer({
  transactionalId: `order-processor/${process.env.WORKER_ID}`,
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: Partitioners.DefaultPartitioner,
})
const groupId = 'order-processors'
const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 300 })

async function askCredit({ id, customer }) {
  const body = JSON.stringify({ id, customer })
  const answer = await fetch(process.env.CREDIT_URL, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`no answer about ${id}: ${answer.status}`)
}

function outputs(order) {
  const { id, net } = order
  const tax = Math.round((net * 8) / 100)
  const record = (value) => [{ key: id, value: JSON.stringify({ id, ...value }) }]
  return [
    { topic: 'processed-orders', messages: record({ net, tax, gross: net + tax }) },
    { topic: 'audit-log', messages: record({ what: 'order processed' }) },
    { topic: 'ledger-updates', messages: record({ account: order.customer, amount: net + tax }) },
  ]
}

async function processBatch({ topic, partition, messages }) {
  const transaction = await producer.transaction()
  try {
    for (const message of messages) {
      const order = JSON.parse(message.value)
      await askCredit(order)
      await transaction.sendBatch({ topicMessages: outputs(order) })
    }
    const offset = String(BigInt(messages.at(-1).offset) + 1n)
    await transaction.sendOffsets({ consumerGroupId: groupId, topics: [{ topic, partitions: [{ partition, offset }] }] })
    await transaction.commit()
  } catch (error) {
    await transaction.abort()
    throw error
  }
}

async function main() {
  await producer.connect()
  await consumer.connect()
  await consumer.subscribe({ topic: 'incoming-orders', fromBeginning: true })
  // What is being worked on: disconnect() does not wait for it.
  let current
  const over = new Promise((resolve, reject) => {
    process.on('SIGTERM', resolve)
    const eachBatch = async ({ batch, resolveOffset, isRunning, isStale }) => {
      if (!isRunning() || isStale()) return
      try {
        current = processBatch(batch)
        await current
        resolveOffset(batch.lastOffset())
      } catch (error) {
        console.log(String(error))
        // Another has this transactional id: nothing will ever work here again.
        if (['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED'].includes(error.type)) reject(error)
        // What is not resolved is fetched once more.
      }
    }
    consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).then(() => console.log('subscribed'), reject)
  })
  try {
    await over
  } finally {
    consumer.pause([{ topic: 'incoming-orders' }])
    await Promise.allSettled([current])
    await consumer.disconnect()
    await producer.disconnect()
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
