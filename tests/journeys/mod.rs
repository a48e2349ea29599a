//! Journeys: what people do, from end to end, on the local stack.
