//! The command line from outside: what a person types, reads, and is left with.

mod blame;
mod content;
mod course;
mod crew;
mod brokers;
mod compare;
mod database;
mod desk;
mod dev;
mod docker;
mod doctor;
mod faults;
mod grade;
mod ground;
mod groups;
mod mine;
mod programs;
mod records;
mod replay;
mod requests;
mod serve;
mod services;
mod show;
mod tool;
mod verify;
mod verify_again;
