"""What a complaint is about: plain Python and scikit-learn, usable without the rest of the platform."""
