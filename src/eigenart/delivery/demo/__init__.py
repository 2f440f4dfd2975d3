"""The demo company: invented people, texts and two years of activity."""
