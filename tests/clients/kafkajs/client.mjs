// Sends what comes on standard input, or prints what it reads: lines of a key, a tab and a value.
//
//     client.mjs produce  BOOTSTRAP TOPIC
//     client.mjs transact BOOTSTRAP TOPIC              commits the first half, aborts the second
//     client.mjs consume  BOOTSTRAP TOPIC GROUP COUNT

import { readFileSync } from 'node:fs'
import kafkajs from 'kafkajs'

const { Kafka, Partitioners, logLevel } = kafkajs
const [what, bootstrap, topic, groupId, count] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'kafkajs-client', brokers: [bootstrap], logLevel: logLevel.ERROR })

const records = () =>
  readFileSync(0, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'))
    .map(([key, value]) => ({ key, value }))

async function produce() {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({ topic, messages: records() })
  await producer.disconnect()
}

async function transact() {
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    transactionalId: 'writer',
    idempotent: true,
    maxInFlightRequests: 1,
  })
  await producer.connect()
  const all = records()
  const half = all.length / 2
  const first = await producer.transaction()
  await first.send({ topic, messages: all.slice(0, half) })
  await first.commit()
  const second = await producer.transaction()
  await second.send({ topic, messages: all.slice(half) })
  await second.abort()
  await producer.disconnect()
}

async function consume() {
  const consumer = kafka.consumer({ groupId })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  let read = 0
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
    const eachMessage = async ({ message }) => {
      console.log(`${message.key}\t${message.value}`)
      read += 1
      if (read === Number(count)) resolve()
    }
    consumer.run({ eachMessage }).catch(reject)
  })
  await consumer.disconnect()
}

await { produce, transact, consume }[what]()
