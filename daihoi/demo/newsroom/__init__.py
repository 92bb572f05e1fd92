"""The portal's demo: pictures that the program draws, articles of two districts, and what loads them."""
