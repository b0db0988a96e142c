// The same work with kafkajs, whose client calls the program for each record.

const { Kafka, Partitioners, logLevel } = require('kafkajs')

const kafka = new Kafka({ brokers: process.env.KAFKA_BOOTSTRAP_SERVERS.split(','), logLevel: logLevel.ERROR })
const consumer = kafka.consumer({ groupId: 'task-notification-service', maxWaitTimeInMs: 300 })
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))

function emailOf(message) {
  const { id, title } = JSON.parse(message.value)
  if (!title) throw new Error('a task without a title')
  return JSON.stringify({ id, subject: title })
}

async function send(body) {
  const request = { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }
  for (;;) {
    const answer = await fetch(process.env.EMAIL_URL, request)
    await answer.arrayBuffer()
    if (answer.ok) return
    await pause(100)
  }
}

async function eachMessage({ topic, partition, message }) {
  let email
  try {
    email = emailOf(message)
  } catch (error) {
    const headers = {
      'original-topic': topic,
      'original-partition': String(partition),
      'original-offset': message.offset,
      error: String(error),
    }
    await producer.send({ topic: `${topic}-dlq`, messages: [{ key: message.key, value: message.value, headers }] })
  }
  if (email) await send(email)
  // Offsets are texts here, since they may be larger than a number can be.
  const offset = String(BigInt(message.offset) + 1n)
  await consumer.commitOffsets([{ topic, partition, offset }])
}

async function main() {
  const stopped = new Promise((resolve) => process.on('SIGTERM', resolve))
  // What is being worked on: disconnect() leaves the group without waiting for its commit.
  let current
  await producer.connect()
  await consumer.connect()
  await consumer.subscribe({ topic: 'task-created', fromBeginning: true })
  await consumer.run({ autoCommit: false, eachMessage: (message) => (current = eachMessage(message)) })
  console.log('subscribed')
  await stopped
  consumer.pause([{ topic: 'task-created' }])
  await current
  await consumer.disconnect()
  await producer.disconnect()
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
