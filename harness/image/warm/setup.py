from setuptools import setup

setup(name="warm", version="1.0.0", py_modules=[])
