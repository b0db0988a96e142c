//! What the product does, for every door.
