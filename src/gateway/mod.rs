//! Between a program and Kafka: frames, taps, faults.
