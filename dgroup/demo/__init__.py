"""The show behind `dgroup demo`: a scripted learning community on a real server, over real SMTP."""
