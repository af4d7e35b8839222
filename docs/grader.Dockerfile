# The grader in a container, for machines without Landlock. From the course's folder:
#   docker build -t llmcourse-grader -f docs/grader.Dockerfile .
#   docker run --rm --network none -v "$PWD/submissions:/in:ro" -v "$PWD/grades:/out" llmcourse-grader \
#       grade /in/04 --assignment 04 --out /out/04
FROM python:3.13-slim
COPY . /course
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu -c /course/requirements.lock /course \
    && mkdir -p /class && cp -r /course/solutions /class/solutions && rm -rf /course \
    && useradd --create-home grader && chown grader /class && chmod 700 /class
USER grader
WORKDIR /class
ENTRYPOINT ["llmcourse"]
