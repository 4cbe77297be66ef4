"""Where tasks meets HTTP, Kafka and MongoDB."""
