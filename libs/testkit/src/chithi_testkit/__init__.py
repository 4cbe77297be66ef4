"""A pytest plugin: real MongoDB and Kafka protocol in a second."""
