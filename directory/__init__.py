"""Who, where and when: people, agencies, areas, topics and the office calendar."""
